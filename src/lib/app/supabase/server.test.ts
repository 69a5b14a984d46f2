import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cookies } from '@sveltejs/kit';
import { afterEach, expect, test, vi } from 'vitest';
import { supabaseFor } from './server';

const { env } = vi.hoisted(() => ({ env: {} as Record<string, string> }));
vi.mock('$env/dynamic/public', () => ({ env }));

const asked: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
	asked.push(request.headers);
	response.writeHead(200, { 'content-type': 'application/json' }).end('null');
});
afterEach(() => new Promise((closed) => server.close(closed)));

test('the database is told the visitor’s address and browser, not this server’s', async () => {
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	env.PUBLIC_SUPABASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	env.PUBLIC_SUPABASE_PUBLISHABLE_KEY = 'sb_publishable_test';

	const cookies = { getAll: () => [], set: () => {} } as unknown as Cookies;
	const client = supabaseFor({
		cookies,
		url: new URL('https://lantern.invalid/wards'),
		request: new Request('https://lantern.invalid/wards', {
			// What a visitor says of their own address is not believed.
			headers: { 'user-agent': 'Ward tablet', 'x-forwarded-for': '10.9.9.9' }
		}),
		getClientAddress: () => '::ffff:192.0.2.7',
		locals: { once: 'k1' } as App.Locals
	});
	await client.rpc('current_access');

	expect(asked).toHaveLength(1);
	expect(asked[0]).toMatchObject({
		'x-forwarded-for': '192.0.2.7',
		'user-agent': 'Ward tablet',
		'idempotency-key': 'k1',
		apikey: 'sb_publishable_test'
	});
});
