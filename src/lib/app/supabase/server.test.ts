import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cookies } from '@sveltejs/kit';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Answers } from './answers';
import { supabaseFor } from './server';

const { env } = vi.hoisted(() => ({ env: {} as Record<string, string> }));
vi.mock('$env/dynamic/public', () => ({ env }));

const asked: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
	asked.push(request.headers);
	response.writeHead(200, { 'content-type': 'application/json' }).end('null');
});
afterAll(() => new Promise((closed) => server.close(closed)));

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
		locals: { once: 'k1', answers: new Answers() } as App.Locals
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

describe('a session’s cookie', () => {
	const written = (session: object) =>
		`base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`;
	const session = {
		access_token: 'a.b.c',
		refresh_token: 'r',
		token_type: 'bearer',
		expires_in: 3600,
		expires_at: Math.floor(Date.now() / 1000) + 3600,
		user: { id: 'u', name: 'José' }
	};
	const whole = written(session);

	/** What is made of a visitor's cookies: their token, which cookies are taken from them, what the log says. */
	async function read(kept: Record<string, string>) {
		env.PUBLIC_SUPABASE_URL = 'http://127.0.0.1:9';
		env.PUBLIC_SUPABASE_PUBLISHABLE_KEY = 'sb_publishable_test';
		const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')].map((spy) =>
			spy.mockImplementation(() => {})
		);
		const taken: string[] = [];
		const cookies = {
			getAll: () => Object.entries(kept).map(([name, value]) => ({ name, value })),
			get: (name: string) => kept[name],
			set: () => {},
			delete: (name: string) => taken.push(name)
		} as unknown as Cookies;
		const client = supabaseFor({
			cookies,
			url: new URL('https://lantern.invalid/'),
			request: new Request('https://lantern.invalid/'),
			getClientAddress: () => '192.0.2.7',
			locals: { once: null, answers: new Answers() } as App.Locals
		});
		const { data } = await client.auth.getSession();
		const lines = said.flatMap((spy) => spy.mock.calls.length);
		said.forEach((spy) => spy.mockRestore());
		return {
			token: data.session?.access_token ?? null,
			taken: [...new Set(taken)].sort(),
			lines: lines.reduce((sum, many) => sum + many, 0)
		};
	}

	test.for([
		['whole', { 'sb-127-auth-token': whole }],
		[
			'in pieces',
			{ 'sb-127-auth-token.1': whole.slice(100), 'sb-127-auth-token.0': whole.slice(0, 100) }
		]
	] as [string, Record<string, string>][])('%s is read', async ([, kept]) => {
		expect(await read({ ...kept, 'lantern-mode': 'dark' })).toEqual({
			token: 'a.b.c',
			taken: [],
			lines: 0
		});
	});

	test.for([
		['that is no base64', { 'sb-127-auth-token': 'base64-%%%' }],
		['that is no UTF-8', { 'sb-127-auth-token': 'base64-_____w' }],
		['that is cut off', { 'sb-127-auth-token': whole.slice(0, 60) }],
		['that is words', { 'sb-127-auth-token': 'hello' }],
		[
			'of which a piece is missing',
			{ 'sb-127-auth-token.0': whole.slice(0, 60), 'sb-127-auth-token.2': whole.slice(120) }
		],
		['a link is opened with', { 'sb-127-auth-token-code-verifier': 'base64-%%%' }]
	] as [string, Record<string, string>][])(
		'%s is no session, said to nobody and taken away',
		async ([, kept]) => {
			expect(await read({ ...kept, 'lantern-mode': 'dark' })).toEqual({
				token: null,
				taken: Object.keys(kept).sort(),
				lines: 0
			});
		}
	);
});
