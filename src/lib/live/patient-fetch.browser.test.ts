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

test('anything else fails at once, as it should', async () => {
	const network = flaky(1);
	waitForNetwork();
	await expect(window.fetch('/reachable')).rejects.toThrow('Failed to fetch');
	expect(network.calls()).toBe(1);
});
