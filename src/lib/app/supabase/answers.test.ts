import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isUnreachable, type Refusal } from '$lib/app/errors/explain';
import { Answers } from './answers';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As a server that takes connections and answers none: until nobody waits any more. */
const silence: typeof fetch = (_, init) =>
	new Promise((_resolve, reject) => {
		init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
	});

/** What an answer says as the clients of the database and of accounts read it. */
const saysAway = async (answer: Promise<Response>) =>
	isUnreachable((await (await answer).json()) as Refusal);

function clientOf(answers: Answers, ask: typeof fetch) {
	return createClient('http://nowhere.invalid', 'sb_publishable_test', {
		// Node 20 has none of its own.
		realtime: { transport: ws as unknown as typeof WebSocket },
		global: { fetch: answers.bound(ask) }
	});
}

test('what takes connections and answers none is away after two and a half seconds, and is asked nothing more', async () => {
	const answers = new Answers();
	const ask = vi.fn(silence);
	const bound = answers.bound(ask);
	const both = Promise.all([saysAway(bound('http://a')), saysAway(bound('http://b'))]);
	const within = answers.within(new Promise(() => {}));
	await vi.advanceTimersByTimeAsync(2400);
	expect(answers.away).toBe(false);
	await vi.advanceTimersByTimeAsync(200);
	expect(await both).toEqual([true, true]);
	expect(await within).toBeNull();
	expect(await saysAway(bound('http://c'))).toBe(true);
	expect(await answers.within(Promise.resolve(1))).toBeNull();
	expect(ask).toHaveBeenCalledTimes(2);
});

test.for([
	['refuses', async () => new Response('{}', { status: 503 })],
	['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))]
] as [string, typeof fetch][])('what %s is tried again no longer than that', async ([, ask]) => {
	const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
	const answers = new Answers();
	const client = clientOf(answers, ask);
	let read = '';
	// By itself the client would wait seven seconds and thirty.
	void client
		.from('wards')
		.select()
		.then(({ error }) => (read = error && isUnreachable(error) ? 'away' : 'otherwise'));
	const session = answers.within(client.auth.refreshSession({ refresh_token: 'x' }));
	await vi.advanceTimersByTimeAsync(3100);
	expect(await session).toBeNull();
	expect(read).toBe('away');
	logged.mockRestore();
});

test('as long as something answers the rest is waited for', async () => {
	const answers = new Answers();
	let answer = (_answer: Response): void => undefined;
	const slow = answers.bound(() => new Promise((resolve) => (answer = resolve)))('http://slow');
	const quick = answers.bound(async () => new Response('[]'));
	for (let times = 0; times < 4; times++) {
		await vi.advanceTimersByTimeAsync(2000);
		expect((await quick('http://quick')).status).toBe(200);
	}
	answer(new Response('[]'));
	expect((await slow).status).toBe(200);
	// Nothing is waited for meanwhile.
	await vi.advanceTimersByTimeAsync(10_000);
	expect((await quick('http://quick')).status).toBe(200);
});

test('what is to be written is waited for', async () => {
	const answers = new Answers();
	answers.unbounded = true;
	let answer = (_answer: Response): void => undefined;
	const writing = answers.bound(() => new Promise((resolve) => (answer = resolve)))('http://a');
	await vi.advanceTimersByTimeAsync(20_000);
	answer(new Response(null, { status: 204 }));
	expect((await writing).status).toBe(204);
});
