import { beforeEach, expect, test, vi } from 'vitest';
import type { Answer, Saving } from './document';
import { HandoverRoom } from './room.svelte';

const store = vi.hoisted(() => ({
	readHandover: vi.fn(),
	storeHandover: vi.fn<(client: object, sheetId: string, saving: Saving) => Promise<Answer>>()
}));
vi.mock('./store', () => store);
vi.mock('$lib/app/live/follow', () => ({ follow: () => () => undefined }));
vi.mock('$lib/app/supabase/browser', () => ({ browserClient: async () => ({}) }));

beforeEach(() => {
	vi.resetAllMocks();
	store.readHandover.mockResolvedValue({ seq: 0, text_seq: 0, updates: [], sections: {} });
});

/** What has been stored, as its plain text says. */
const stored = () =>
	store.storeHandover.mock.calls.map(([, , { sections }]) => sections?.ward).filter(Boolean);
const answer = (seq: number): Answer => ({ seq, text_seq: seq, updates: [] });

async function open() {
	const onready = vi.fn();
	const room = new HandoverRoom({
		sheetId: 'sheet',
		wardId: 'ward',
		staffId: 'nurse',
		status: {} as never,
		onready
	});
	const leave = room.follow();
	await vi.waitFor(() => expect(onready).toHaveBeenCalled());
	const field = document.createElement('textarea');
	const untie = room.bind('ward', field);
	return {
		room,
		type(words: string) {
			field.value += words;
			field.dispatchEvent(new Event('input'));
		},
		leave() {
			untie();
			return leave();
		}
	};
}

test('what was typed while a save was under way is stored after the sheet has been left', async () => {
	let arrived = (_answer: Answer): void => undefined;
	store.storeHandover
		.mockImplementationOnce(() => new Promise((told) => (arrived = told)))
		.mockResolvedValue(answer(2));
	const { room, type, leave } = await open();
	type('Slept well.');
	await vi.waitFor(() => expect(store.storeHandover).toHaveBeenCalledOnce(), 3000);
	type(' Wants tea.');
	const left = leave();
	arrived(answer(1));
	await left;
	expect(stored().at(-1)).toBe('Slept well. Wants tea.');
	expect(room.isUnsaved).toBe(false);
});

test('a sheet left without a connection is stored when it is back, and holds the app until then', async () => {
	store.storeHandover
		.mockRejectedValueOnce(new TypeError('Failed to fetch'))
		.mockRejectedValueOnce(new TypeError('Failed to fetch'))
		.mockResolvedValue(answer(1));
	const { room, type, leave } = await open();
	type('Slept well.');
	await vi.waitFor(() => expect(room.state).toBe('waiting'), 3000);
	const left = leave();
	await vi.waitFor(() => expect(store.storeHandover).toHaveBeenCalledTimes(2), 3000);
	expect(room.isUnsaved).toBe(true);
	window.dispatchEvent(new Event('online'));
	await left;
	expect(stored().at(-1)).toBe('Slept well.');
	expect(room.isUnsaved).toBe(false);
});

test('a sheet in which nothing was typed is left at once', async () => {
	const { leave } = await open();
	await leave();
	expect(store.storeHandover).not.toHaveBeenCalled();
});
