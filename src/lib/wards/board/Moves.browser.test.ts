import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Bed } from './board';
import MovesSample from './MovesSample.svelte';
import { Moving } from './moving.svelte';

vi.mock('$app/state', () => ({ page: { url: new URL('http://lantern.invalid/wards/1') } }));
vi.mock('$app/forms', () => ({ deserialize: (text: string): unknown => JSON.parse(text) }));
vi.mock('$lib/app/supabase/browser', () => ({
	browserClient: async () => ({ rpc: async () => ({ data: [] }) })
}));

const bed = (id: string, more: Partial<Bed>) =>
	({ bed_id: id, bed_label: id, state: 'available', admission_id: null, ...more }) as Bed;
const beds = [
	bed('A', { state: 'occupied', admission_id: 'ana', patient_name: 'Ana' }),
	bed('B', {})
];

const original = window.fetch;
let posted: Record<string, unknown>[];
let answers: (() => Promise<Response>)[];
beforeEach(() => {
	posted = [];
	answers = [];
	window.fetch = (address, options) => {
		posted.push({ address, ...Object.fromEntries(options?.body as FormData) });
		return answers.shift()?.() ?? Promise.reject(new TypeError('Failed to fetch'));
	};
});
afterEach(() => {
	window.fetch = original;
});

const answered = (answer: object) => () => Promise.resolve(Response.json(answer));
const refusal = answered({ type: 'failure', data: { refused: { message: 'Somebody is in it' } } });

async function dropped() {
	const moving = new Moving((id) => beds.find(({ bed_id }) => bed_id === id));
	const screen = await render(MovesSample, { moving });
	moving.lift('A', null);
	moving.drop('B');
	return screen;
}

test('a move that was refused is not made again by itself, whatever the page reads', async () => {
	answers.push(refusal, answered({ type: 'redirect' }));
	const screen = await dropped();
	await expect.element(screen.getByRole('alert')).toHaveTextContent('Somebody is in it');
	await new Promise((later) => setTimeout(later, 300));
	expect(posted).toHaveLength(1);

	await screen.getByRole('button', { name: 'Move anyway' }).click();
	await vi.waitFor(() => expect(posted).toHaveLength(2));
	await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
	expect(posted[1]).toEqual(posted[0]);
});

test('a move whose answer is lost says so, and is known by its key when it is tried again', async () => {
	const screen = await dropped();
	await expect
		.element(screen.getByRole('alert'))
		.toHaveTextContent('we do not know whether this arrived');
	expect(posted).toHaveLength(1);
	answers.push(answered({ type: 'redirect' }));
	await screen.getByRole('button', { name: 'Move anyway' }).click();
	await vi.waitFor(() => expect(posted).toHaveLength(2));
	expect(posted[1]).toEqual({
		...posted[0],
		once: expect.stringMatching(/^[\da-f]{32}$/) as unknown
	});
});
