import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SubmitFunction } from '@sveltejs/kit';
import { render } from 'vitest-browser-svelte';
import type { Refused } from './refused';
import Sample from './Sample.svelte';
import Steps from './Steps.svelte';

const kit = vi.hoisted(() => ({
	page: { form: null as object | null, url: new URL('http://lantern.invalid/notes') },
	applyAction: vi.fn(),
	goto: vi.fn(),
	invalidate: vi.fn(),
	invalidateAll: vi.fn(),
	/** What refused forms get back. Kit reads it with what the app brings along, and there is no app here. */
	refusals: [] as object[]
}));
vi.mock('$app/state', () => ({ page: kit.page }));
vi.mock('$app/navigation', async (original) => ({
	...(await original<typeof import('$app/navigation')>()),
	goto: kit.goto,
	invalidate: kit.invalidate,
	invalidateAll: kit.invalidateAll
}));
vi.mock('$app/forms', async (original) => {
	const forms = await original<typeof import('$app/forms')>();
	const enhance = (form: HTMLFormElement, submit?: SubmitFunction) =>
		forms.enhance(form, async (input) => {
			const answered = await submit?.(input);
			return answered
				? (answer) => {
						const data = answer.result.type === 'failure' ? kit.refusals.shift() : null;
						return answered(
							data ? ({ ...answer, result: { ...answer.result, data } } as never) : answer
						);
					}
				: undefined;
		});
	return { ...forms, enhance, applyAction: kit.applyAction };
});

const original = window.fetch;
let posted: Record<string, FormDataEntryValue>[];
let answers: (() => Promise<Response>)[];

beforeEach(() => {
	posted = [];
	answers = [];
	vi.resetAllMocks();
	window.fetch = (_address, options) => {
		posted.push(Object.fromEntries(new URLSearchParams(String(options?.body))));
		return answers.shift()?.() ?? Promise.reject(new TypeError('Failed to fetch'));
	};
});
afterEach(() => {
	window.fetch = original;
	kit.page.form = null;
});

const answered = (answer: object) => () => Promise.resolve(Response.json(answer));
const redirected = answered({ type: 'redirect', status: 303, location: '/notes?done' });
function refusal(fields: Refused['fields'], message: string | null = null) {
	const refused: Refused = {
		form: 'keep 1',
		message,
		fields,
		values: { version: '2' },
		stale: false
	};
	kit.refusals.push({ refused });
	return answered({ type: 'failure', status: 422 });
}

async function open(props: { version?: string; note?: string; onsaved?: () => void } = {}) {
	const screen = await render(Sample, props);
	return {
		screen,
		note: screen.getByLabelText('Note'),
		button: screen.getByRole('button', { name: 'Keep' }),
		alert: screen.getByRole('alert')
	};
}

test('what is posted is done, said, and gone to', async () => {
	const onsaved = vi.fn();
	answers.push(redirected);
	const { screen, note, button } = await open({ onsaved });
	await note.fill('slept well');
	await button.click();
	await expect.element(screen.getByText('Kept')).toBeVisible();
	expect(posted).toEqual([
		{ form: 'keep 1', once: expect.any(String), version: '1', note: 'slept well', kind: '' }
	]);
	// Said by the toast, and not once more by the address.
	expect(kit.goto).toHaveBeenCalledWith('/notes', {
		replaceState: true,
		invalidateAll: true
	});
	await vi.waitFor(() => expect(onsaved).toHaveBeenCalledOnce());
});

test('a post that finds nobody keeps the form and what was typed, and can be sent again', async () => {
	const { note, button, alert } = await open();
	await note.fill('slept well');
	await button.click();
	await expect.element(alert).toHaveTextContent('we do not know whether this arrived');
	await expect.element(note).toHaveValue('slept well');
	expect(kit.applyAction).not.toHaveBeenCalled();

	answers.push(redirected);
	await button.click();
	await vi.waitFor(() => expect(kit.goto).toHaveBeenCalledOnce());
	expect(posted).toHaveLength(2);
	expect(posted[1]).toEqual(posted[0]);
	await expect.element(alert).not.toBeInTheDocument();
});

test('the key stays until it is done, whatever is read again meanwhile; then there is a new one', async () => {
	answers.push(refusal({ note: 'Too short' }), () =>
		Promise.reject(new TypeError('Failed to fetch'))
	);
	answers.push(redirected, redirected);
	const { screen, button } = await open();
	for (const count of [1, 2, 3, 4]) {
		await button.click();
		await vi.waitFor(() => expect(posted).toHaveLength(count));
		await expect.element(button).toBeEnabled();
		await screen.rerender({ version: String(count + 5) });
	}
	const [refusedKey, lostKey, doneKey, nextKey] = posted.map(({ once }) => once);
	expect([lostKey, doneKey]).toEqual([refusedKey, refusedKey]);
	expect(nextKey).not.toBe(refusedKey);
});

test('an answer that is none, from something between here and the hospital, keeps them too', async () => {
	answers.push(() => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })));
	const { note, button, alert } = await open();
	await note.fill('slept well');
	await button.click();
	await expect.element(alert).toHaveTextContent('we do not know whether this arrived');
	await expect.element(note).toHaveValue('slept well');
});

test('a server that fails says so at the form; what is not there is the page’s to say', async () => {
	const error = { message: 'Try later' };
	answers.push(() => Promise.resolve(Response.json({ type: 'error', error }, { status: 503 })));
	answers.push(() => Promise.resolve(Response.json({ type: 'error', error }, { status: 404 })));
	const { note, button, alert } = await open();
	await note.fill('slept well');
	await button.click();
	await expect.element(alert).toHaveTextContent('Try later');
	await expect.element(note).toHaveValue('slept well');
	expect(kit.applyAction).not.toHaveBeenCalled();

	await button.click();
	await vi.waitFor(() => expect(kit.applyAction).toHaveBeenCalledOnce());
});

test('while a post is under way no second one is sent', async () => {
	let answer = (_response: Response): void => undefined;
	answers.push(() => new Promise((told) => (answer = told)));
	const { screen, button } = await open();
	const form = screen.container.querySelector('form');
	form?.requestSubmit();
	form?.requestSubmit();
	await vi.waitFor(() => expect(posted).toHaveLength(1));
	await expect.element(button).toBeDisabled();
	form?.requestSubmit();
	answer(await redirected());
	await expect.element(button).toBeEnabled();
	expect(posted).toHaveLength(1);

	answers.push(redirected);
	await button.click();
	await vi.waitFor(() => expect(posted).toHaveLength(2));
});

test('a refusal is said at the field, which gets the focus; what was typed since stays', async () => {
	answers.push(async () => {
		await note.fill('slept well, now awake');
		return refusal({ note: 'Too short' })();
	});
	const { note, button, alert } = await open();
	await note.fill('slept well');
	await button.click();
	await expect.element(note).toHaveFocus();
	await expect.element(note).toHaveAccessibleDescription('Too short');
	await expect.element(note).toHaveValue('slept well, now awake');
	await expect.element(alert).toHaveTextContent('Check the highlighted fields');
	expect(kit.invalidate).toHaveBeenCalledWith('test:notes');
});

test('live data leaves alone what is typed and the version it was read at, until a refusal brings a newer one', async () => {
	const { screen, note, button, alert } = await open({ note: 'was awake' });
	await note.fill('slept well');
	await screen.rerender({ note: 'changed by a colleague', version: '9' });
	await expect.element(note).toHaveValue('slept well');

	answers.push(refusal({}, 'Changed meanwhile'), redirected);
	await button.click();
	await expect.element(alert).toHaveTextContent('Changed meanwhile');
	await button.click();
	await vi.waitFor(() => expect(posted).toHaveLength(2));
	expect(posted.map(({ version }) => version)).toEqual(['1', '2']);
});

test('without a script the page that answers has what was typed, and what was wrong', async () => {
	const refused: Refused = {
		form: 'keep 1',
		message: null,
		fields: { note: 'Too short' },
		values: { note: 'slept', kind: 'late', urgent: 'yes' },
		stale: false
	};
	kit.page.form = { refused };
	const { screen, note } = await open();
	await expect.element(note).toHaveValue('slept');
	await expect.element(note).toHaveAccessibleDescription('Too short');
	await expect.element(screen.getByLabelText('Kind')).toHaveValue('late');
	await expect.element(screen.getByLabelText('Urgent')).toBeChecked();
});

test('a refusal of another form of the page is not this one’s', async () => {
	kit.page.form = {
		refused: { form: 'keep 2', message: 'No', fields: {}, values: {}, stale: false }
	};
	const { alert } = await open();
	await expect.element(alert).not.toBeInTheDocument();
});

test('the step after a step rests for a second, so that a double click does not run it', async () => {
	answers.push(redirected, redirected);
	const screen = await render(Steps, { subject: 'bed 1', action: 'clean' });
	const other = await render(Steps, { subject: 'bed 2', action: 'clean' });
	kit.goto.mockImplementation(() => screen.rerender({ action: 'free' }));
	await screen.getByRole('button', { name: 'clean bed 1' }).click();
	const next = screen.getByRole('button', { name: 'free bed 1' });
	await expect.element(next).toBeDisabled();
	await expect.element(other.getByRole('button', { name: 'clean bed 2' })).toBeEnabled();
	await expect.element(next).toBeEnabled();
	expect(posted.map(({ bed_id }) => bed_id)).toEqual(['bed 1']);
});
