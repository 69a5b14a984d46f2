import { afterEach, expect, test } from 'vitest';
import { waitForNetwork } from './patient-fetch';

const original = window.fetch;
afterEach(() => {
	window.fetch = original;
});

/** A network that fails `failures` times, then answers. */
function flaky(failures: number): { calls: () => number } {
	let calls = 0;
	window.fetch = () => {
		calls += 1;
		return calls <= failures
			? Promise.reject(new TypeError('Failed to fetch'))
			: Promise.resolve(new Response('there'));
	};
	return { calls: () => calls };
}

test('a page’s data waits until the network is back', async () => {
	const network = flaky(2);
	waitForNetwork();
	const answer = await window.fetch('/wards/1/__data.json?x-sveltekit-invalidated=01');
	expect(await answer.text()).toBe('there');
	expect(network.calls()).toBe(3);
});

test('an answer that breaks off is asked for again', async () => {
	let calls = 0;
	window.fetch = () => {
		const first = ++calls === 1;
		const body = new ReadableStream<Uint8Array>({
			pull(controller) {
				controller.enqueue(new TextEncoder().encode(first ? 'half' : 'whole'));
				if (first) controller.error(new TypeError('network error'));
				else controller.close();
			}
		});
		return Promise.resolve(
			new Response(body, { status: 500, headers: { 'content-type': 'application/json' } })
		);
	};
	waitForNetwork();
	const answer = await window.fetch('/wards/1/__data.json');
	expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'application/json']);
	expect(await answer.text()).toBe('whole');
	expect(calls).toBe(2);
});

test('an answer made while the database was away is asked for again, another failure is not', async () => {
	const failed = (error: App.Error) =>
		JSON.stringify({ type: 'data', nodes: [null, { type: 'skip' }, { type: 'error', error }] });
	const answers = [
		failed({ message: 'Away', unreachable: true }),
		failed({ message: 'There is no "unreachable":true ward' })
	];
	window.fetch = () => Promise.resolve(new Response(answers.shift()));
	waitForNetwork();
	const answer = await window.fetch('/wards/1/__data.json');
	expect(await answer.text()).toContain('There is no');
	expect(answers).toEqual([]);
});

test('anything else fails at once, as it should', async () => {
	const network = flaky(1);
	waitForNetwork();
	await expect(window.fetch('/reachable')).rejects.toThrow('Failed to fetch');
	expect(network.calls()).toBe(1);
});
