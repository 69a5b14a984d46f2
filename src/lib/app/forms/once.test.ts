import { expect, test, vi } from 'vitest';
import { newKey, once } from './once';

const rest = (path: string) => `http://lantern.invalid/rest/v1/${path}`;

/** The keys that went with what was asked. */
async function keysOf(key: string | null, asked: [string, RequestInit?][]) {
	const ask = vi.fn(async (_address: RequestInfo | URL, _init?: RequestInit) => new Response());
	const asking = once(() => key, ask as typeof fetch);
	for (const [address, init] of asked) await asking(address, init);
	return ask.mock.calls.map(([, init]) => new Headers(init?.headers).get('idempotency-key'));
}

test('each step of a posted form brings its key, and the same one when it is tried again', async () => {
	const post = (body: string): RequestInit => ({ method: 'POST', body });
	expect(
		await keysOf('k', [
			[rest('rpc/register_patient'), post('1')],
			[rest('patient_contacts'), post('2')],
			[rest('rpc/register_patient'), post('1')],
			[rest('rpc/register_patient'), post('3')],
			['http://lantern.invalid/functions/v1/file-document', post('4')]
		])
	).toEqual(['k', 'k', 'k', 'k:1', 'k']);
});

test('what only reads, other services, and what no form asks for bring none', async () => {
	expect(
		await keysOf('k', [
			[rest('patients?select=id'), { method: 'GET' }],
			['http://lantern.invalid/auth/v1/token', { method: 'POST', body: '1' }]
		])
	).toEqual([null, null]);
	expect(await keysOf(null, [[rest('rpc/book'), { method: 'POST', body: '1' }]])).toEqual([null]);
});

test('no two keys are the same', () => {
	expect(new Set(Array.from({ length: 50 }, newKey)).size).toBe(50);
	expect(newKey()).toMatch(/^[\da-f]{32}$/);
});
