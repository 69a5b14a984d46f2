import { afterEach, expect, test } from 'vitest';
import { asOfHeader, asOfPage } from './as-of';
import { waitForNetwork } from './patient-fetch';

const original = window.fetch;
afterEach(() => {
	window.fetch = original;
});

const isPageData = (input: RequestInfo | URL) => String(input).includes('/__data.json');

/** A network that fails `failures` times, then answers. `calls` are those for the page's data. */
function flaky(failures: number, failing?: () => Promise<Response>): { calls: () => number } {
	let calls = 0;
	let fetched = 0;
	window.fetch = (input) => {
		fetched += 1;
		if (isPageData(input)) calls += 1;
		if (fetched > failures) return Promise.resolve(new Response('there'));
		return failing?.() ?? Promise.reject(new TypeError('Failed to fetch'));
	};
	return { calls: () => calls };
}

test('a page’s data waits until the network is back', async () => {
	const network = flaky(2);
	waitForNetwork();
	const answer = await window.fetch('/wards/1/__data.json?x-sveltekit-invalidated=01');
	expect(await answer.text()).toBe('there');
	// It failed once, then so did the look whether the hospital is back.
	expect(network.calls()).toBe(2);
});

test('what a gateway answers for the app is not its answer', async () => {
	flaky(1, () => Promise.resolve(new Response('Bad gateway', { status: 502 })));
	waitForNetwork();
	expect(await (await window.fetch('/wards/1/__data.json')).text()).toBe('there');
});

test('as of when a page’s data is, is known of the first reading of the page that is open', async () => {
	const stamps = ['1 5:5:', '2 6:6:', '3 7:7:'];
	window.fetch = () => {
		const headers = { [asOfHeader]: stamps.shift() ?? '' };
		return Promise.resolve(new Response('there', { headers }));
	};
	document.documentElement.dataset.asOf = '0 4:4:';
	waitForNetwork();
	const { pathname, search } = location;
	await window.fetch(`${pathname.replace(/\/$/, '')}/__data.json${search}`);
	expect(asOfPage({ pathname, search })?.at).toBe(0);

	for (const at of [2, 3]) {
		await window.fetch('/wards/1/__data.json?bed=2&x-sveltekit-invalidated=01');
		expect(asOfPage({ pathname: '/wards/1', search: '?bed=2' })?.at).toBe(at);
	}
	expect(asOfPage({ pathname: '/wards/1', search: '' })).toBeNull();
});

test('an answer that breaks off is asked for again', async () => {
	let calls = 0;
	window.fetch = (input) => {
		if (!isPageData(input)) return Promise.resolve(new Response(null, { status: 204 }));
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
	window.fetch = (input) =>
		Promise.resolve(isPageData(input) ? new Response(answers.shift()) : new Response());
	waitForNetwork();
	const answer = await window.fetch('/wards/1/__data.json');
	expect(await answer.text()).toContain('There is no');
	expect(answers).toEqual([]);
});

test('anything else fails at once, as it should', async () => {
	const network = flaky(1);
	waitForNetwork();
	await expect(window.fetch('/reachable')).rejects.toThrow('Failed to fetch');
	await expect(window.fetch('/reachable')).resolves.toHaveProperty('status', 200);
	expect(network.calls()).toBe(0);
});
