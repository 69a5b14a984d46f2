import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Answering, type Kept, type Saved } from './answering.svelte';
import type { Answers } from './questions';

/** A server that has somebody's answers, and may be away. */
class Server {
	kept: Kept = { answers: {}, version: 0 };
	away = false;
	closed = false;
	save = (version: number, answers: Answers): Promise<Saved> => {
		if (this.away) return Promise.resolve('unreachable');
		if (this.closed) return Promise.resolve('closed');
		if (version !== this.kept.version) return Promise.resolve('overtaken');
		this.kept = { answers, version: version + 1 };
		return Promise.resolve({ version: version + 1 });
	};
	read = () => Promise.resolve(this.closed ? null : this.kept);
	open = () => new Answering(this.kept, { save: this.save, read: this.read });
}

const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('answers are kept at a pause, once for many keys, and tried again while the server is away', async () => {
	const server = new Server();
	const save = vi.spyOn(server, 'save');
	const answering = server.open();
	for (const text of ['C', 'Co', 'Cough']) {
		answering.answer('why', text);
		await wait(200);
	}
	expect([save.mock.calls.length, answering.isUnsaved]).toEqual([0, true]);
	await wait(1000);
	expect([server.kept.answers, answering.state]).toEqual([{ why: 'Cough' }, 'saved']);

	server.away = true;
	answering.answer('why', '');
	await wait(1000);
	expect([answering.state, answering.isUnsaved]).toEqual(['unreachable', true]);
	server.away = false;
	await wait(5000);
	expect([server.kept.answers, answering.state]).toEqual([{}, 'saved']);
});

test('what another device changed joins; where both changed an answer, nothing is kept before one is chosen', async () => {
	const server = new Server();
	const [phone, laptop] = [server.open(), server.open()];
	phone.answer('why', 'Cough');
	await wait(1000);
	await laptop.told(1);
	expect(laptop.answers).toEqual({ why: 'Cough' });

	phone.answer('why', 'A cough');
	await phone.flush();
	laptop.answer('why', 'A fever');
	laptop.answer('weight', '70');
	await wait(1000);
	expect([laptop.state, laptop.conflicts, laptop.answers]).toEqual([
		'conflict',
		{ why: 'A cough' },
		{ why: 'A fever', weight: '70' }
	]);
	await wait(10_000);
	expect(server.kept.answers).toEqual({ why: 'A cough' });
	laptop.settle('why', 'A fever\nA cough');
	await wait(1000);
	expect(server.kept.answers).toEqual({ why: 'A fever\nA cough', weight: '70' });
	expect(laptop.state).toBe('saved');
});

test('once the visit has begun it says so, and what was typed stays on the screen', async () => {
	const server = new Server();
	const answering = server.open();
	server.closed = true;
	answering.answer('why', 'Cough');
	await wait(1000);
	expect([answering.state, answering.answers]).toEqual(['closed', { why: 'Cough' }]);
});
