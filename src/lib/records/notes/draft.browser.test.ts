import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Content } from './content';
import { Draft, type Saved, type Stored } from './draft.svelte';

const say = (subjective: string, plan = 'Rest'): Content => ({
	sections: [
		{ key: 'subjective', text: subjective },
		{ key: 'plan', text: plan }
	]
});
const textOf = (draft: Draft) => draft.content.sections.map(({ text }) => text).join(' / ');

/** A server that has one draft, and may be away. */
class Server {
	stored: Stored = { content: say(''), reason: '', version: 1, name: 'Dr. Ada' };
	away = false;
	signed = false;
	save = (version: number, content: Content, reason: string): Promise<Saved> => {
		if (this.away) return Promise.resolve('unreachable');
		if (this.signed) return Promise.resolve('gone');
		if (version !== this.stored.version) return Promise.resolve('overtaken');
		this.stored = { content, reason, version: version + 1, name: 'Me' };
		return Promise.resolve({ version: version + 1 });
	};
	read = () => Promise.resolve(this.signed ? null : this.stored);
	open = (staffId = 'me') => new Draft(this.stored, { noteId: 'n', staffId, ...this.ways() });
	ways = () => ({ save: this.save, read: this.read });
}

function type(draft: Draft, text: string, at = 0) {
	const section = draft.content.sections[at];
	if (section) section.text = text;
	draft.changed();
}
const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
	localStorage.clear();
	vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('is kept at a pause, once for many keys', async () => {
	const server = new Server();
	const save = vi.spyOn(server, 'save');
	const draft = server.open();
	for (const text of ['P', 'Pa', 'Pain']) {
		type(draft, text);
		await wait(200);
	}
	expect([save.mock.calls.length, draft.isUnsaved]).toEqual([0, true]);
	await wait(1000);
	expect(server.stored.content).toEqual(say('Pain'));
	expect([draft.state, draft.version, save.mock.calls.length]).toEqual(['saved', 2, 1]);
	expect(localStorage.length).toBe(0);
});

test('what the server never got is there when the note is opened again, for whoever typed it', async () => {
	const server = new Server();
	server.away = true;
	const draft = server.open();
	type(draft, 'Pain at night');
	await wait(1000);
	expect(draft.state).toBe('unreachable');
	draft.stop(false);

	server.away = false;
	const other = server.open('somebody else');
	await other.resume(new Date());
	expect(textOf(other)).toBe(' / Rest');
	// A colleague has written in another section meanwhile.
	server.stored = { content: say('', 'Walk'), reason: '', version: 5, name: 'Dr. Ada' };
	const again = server.open();
	await again.resume(new Date());
	expect(textOf(again)).toBe('Pain at night / Walk');
	await wait(1000);
	expect(server.stored.content).toEqual(say('Pain at night', 'Walk'));
	expect(localStorage.length).toBe(0);
});

test('is tried again until the server is back', async () => {
	const server = new Server();
	server.away = true;
	const draft = server.open();
	type(draft, 'Pain');
	await wait(1000);
	server.away = false;
	await wait(5000);
	expect([draft.state, server.stored.content]).toEqual(['saved', say('Pain')]);
});

test('shows both texts where two changed one section, and goes on with what is in the fields', async () => {
	const server = new Server();
	const draft = server.open();
	server.stored = { content: say('Theirs'), reason: '', version: 2, name: 'Dr. Ada' };
	type(draft, 'Mine');
	await wait(1000);
	expect([draft.state, draft.conflicts, draft.theirs?.content]).toEqual([
		'conflict',
		['subjective'],
		say('Theirs')
	]);
	expect([textOf(draft), server.stored.content]).toEqual(['Mine / Rest', say('Theirs')]);
	type(draft, 'Mine and theirs');
	await wait(5000);
	expect(server.stored.content).toEqual(say('Theirs'));
	draft.settle();
	await wait(1000);
	expect([draft.state, server.stored.content]).toEqual(['saved', say('Mine and theirs')]);
});

test('takes what a colleague writes while nothing is typed here', async () => {
	const server = new Server();
	const draft = server.open();
	server.stored = { content: say('Theirs'), reason: '', version: 2, name: 'Dr. Ada' };
	await draft.told(2);
	expect([textOf(draft), draft.version, draft.state]).toEqual(['Theirs / Rest', 2, 'saved']);
});

test('keeps what was typed after somebody signed', async () => {
	const server = new Server();
	const draft = server.open();
	server.signed = true;
	type(draft, 'Too late');
	await wait(1000);
	expect([draft.state, textOf(draft)]).toEqual(['gone', 'Too late / Rest']);
	expect(localStorage.getItem('lantern:note:n')).toContain('Too late');
});
