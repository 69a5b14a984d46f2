import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import {
	createLocalJWKSet,
	decodeJwt,
	decodeProtectedHeader,
	jwtVerify,
	type JSONWebKeySet
} from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSigner, makeSigningKey, publicKey, signToken } from '../tokens.ts';
import { goodPassword, openAuthBench, pkceClient, readLetter, type AuthBench } from './testing.ts';

const email = 'ada@example.org';
let bench: AuthBench;
let userId: string;

beforeAll(async () => {
	bench = await openAuthBench();
	userId = await bench.addUser(email);
});
afterAll(() => bench.close());
beforeEach(() => bench.configure());

async function signIn(client: SupabaseClient = bench.client()) {
	const { data, error } = await client.auth.signInWithPassword({ email, password: goodPassword });
	if (error) throw error;
	return { client, ...data.session };
}

const refresh = (refresh_token: string) => bench.client().auth.refreshSession({ refresh_token });
const tokenIsGood = async (token: string) => !(await bench.client().auth.getUser(token)).error;

describe('signing in', () => {
	test('gives a token that says who, how and for how long', async () => {
		const before = Math.floor(Date.now() / 1000);
		const session = await signIn();
		const claims = decodeJwt(session.access_token);
		expect(claims).toMatchObject({
			iss: `${bench.context.apiUrl}/auth/v1`,
			sub: userId,
			aud: 'authenticated',
			role: 'authenticated',
			email,
			aal: 'aal1',
			amr: [{ method: 'password' }],
			session_id: expect.any(String) as string,
			is_anonymous: false
		});
		expect(session.expires_in).toBe(3600);
		expect(Number(claims.exp) - before).toBeGreaterThanOrEqual(3600);
		const { rows } = await bench.sql.query<{ user_agent: string; ip: string }>(
			'select user_agent, host(ip) as ip from auth.sessions where id = $1',
			[claims.session_id]
		);
		expect(rows[0]).toEqual({ user_agent: 'node', ip: '127.0.0.1' });
	});

	test('with a wrong password and with an unknown address fail alike', async () => {
		const attempt = (address: string) =>
			bench.client().auth.signInWithPassword({ email: address, password: 'Wrong-Horse-7' });
		const [known, unknown] = [await attempt(email), await attempt('nobody@example.org')];
		expect(known.error).toMatchObject({ code: 'invalid_credentials', status: 400 });
		expect(known.error?.message).toBe('Invalid login credentials');
		expect(unknown.error).toEqual(known.error);
	});

	test('is limited per network address', async () => {
		await bench.configure({ rate_limit: { sign_in_sign_ups: 2 } });
		const attempt = () =>
			bench.client().auth.signInWithPassword({ email, password: 'Wrong-Horse-7' });
		const codes = [await attempt(), await attempt(), await attempt()].map(
			({ error }) => error?.code
		);
		expect(codes).toEqual([
			'invalid_credentials',
			'invalid_credentials',
			'over_request_rate_limit'
		]);
		const elsewhere = await bench.request('/token?grant_type=password', {
			method: 'POST',
			headers: { 'x-forwarded-for': '203.0.113.7' },
			body: JSON.stringify({ email, password: goodPassword })
		});
		expect(elsewhere.status).toBe(200);
	});

	test('by an unknown grant is refused', async () => {
		const answer = await bench.request('/token?grant_type=magic', { method: 'POST' });
		expect(answer.status).toBe(400);
	});
});

describe('errors on the wire', () => {
	const fail = (headers: Record<string, string>) =>
		bench.request('/token?grant_type=password', {
			method: 'POST',
			headers,
			body: JSON.stringify({ email, password: 'x' })
		});

	test('name the code in `code` for clients of version 2024-01-01', async () => {
		const answer = await fail({ 'x-supabase-api-version': '2024-01-01' });
		expect(answer.headers.get('x-supabase-api-version')).toBe('2024-01-01');
		expect(await answer.json()).toEqual({
			code: 'invalid_credentials',
			message: 'Invalid login credentials'
		});
	});

	test('name it in `error_code` for older ones', async () => {
		const answer = await fail({});
		expect(answer.headers.get('x-supabase-api-version')).toBeNull();
		expect(await answer.json()).toEqual({
			code: 400,
			error_code: 'invalid_credentials',
			msg: 'Invalid login credentials'
		});
	});

	test('tell a client that sends no JSON so, and one that sends too much', async () => {
		const broken = await bench.request('/signup', { method: 'POST', body: '{' });
		expect([broken.status, (await broken.json()) as unknown]).toMatchObject([
			400,
			{ error_code: 'bad_json' }
		]);
		const huge = await bench.request('/signup', {
			method: 'POST',
			body: `"${'x'.repeat(1 << 20)}"`
		});
		expect(huge.status).toBe(413);
		expect((await bench.request('/nowhere')).status).toBe(404);
	});
});

describe('a token', () => {
	test('that was tampered with, expired or signed by another is refused', async () => {
		const { access_token: token } = await signIn();
		const [head = '', body = '', signature = ''] = token.split('.');
		const claims = decodeJwt(token);
		const raised = Buffer.from(JSON.stringify({ ...claims, role: 'service_role' }));
		const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
		const bad = [
			`${head}.${raised.toString('base64url')}.${signature}`,
			`${unsigned}.${body}.`,
			`${head}.${body}.`,
			`${head}.${body}.AAAA`,
			`${token}.${signature}`,
			signToken('another secret', claims),
			createSigner(makeSigningKey())(claims),
			createSigner({ ...makeSigningKey(), kid: bench.context.signingKey.kid })(claims),
			// A public key is no secret: what is signed with it as if it were one is signed by nobody.
			signToken(JSON.stringify(publicKey(bench.context.signingKey)), claims),
			signToken(bench.context.signingKey.x, claims),
			signToken(bench.context.jwtSecret, { ...claims, exp: Math.floor(Date.now() / 1000) - 1 }),
			'nonsense'
		];
		for (const each of bad) {
			const { error } = await bench.client().auth.getUser(each);
			expect(error).toMatchObject({ code: 'bad_jwt', status: 403 });
		}
		expect(await tokenIsGood(token)).toBe(true);
	});

	test('is needed, and a role’s own token is nobody’s', async () => {
		expect((await bench.request('/user')).status).toBe(403);
		const bare = await fetch(`${bench.context.apiUrl}/auth/v1/user`);
		expect([bare.status, (await bare.json()) as unknown]).toMatchObject([
			401,
			{ error_code: 'no_authorization' }
		]);
	});

	test('of somebody else’s session does not pass', async () => {
		const { access_token: token } = await signIn();
		const other = await bench.addUser(`${randomUUID()}@example.org`);
		const mixed = signToken(bench.context.jwtSecret, { ...decodeJwt(token), sub: other });
		const { status } = await bench.request('/user', { token: mixed });
		expect(status).toBe(403);
	});

	test('can be checked by anybody with the published key, whose private half is not told', async () => {
		const { access_token: token } = await signIn();
		const answer = await bench.request('/.well-known/jwks.json');
		expect(answer.headers.get('cache-control')).toBe('public, max-age=600');
		const { keys } = (await answer.json()) as JSONWebKeySet;
		expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid: keys[0]?.kid, typ: 'JWT' });
		const { kid, x, y } = bench.context.signingKey;
		const about = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', ext: true };
		expect(keys).toEqual([{ ...about, key_ops: ['verify'], kid, x, y }]);
		const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }));
		expect(payload).toMatchObject({ sub: userId, iss: `${bench.context.apiUrl}/auth/v1` });
	});

	test('is read by `getClaims()` without asking who it belongs to', async () => {
		const { access_token: token } = await signIn();
		const asked: string[] = [];
		const client = bench.client(undefined, {
			auth: { persistSession: false, autoRefreshToken: false, storageKey: randomUUID() },
			global: {
				fetch: (input, init) => {
					asked.push(new URL(input instanceof Request ? input.url : input).pathname);
					return fetch(input, init);
				}
			}
		});
		for (let times = 0; times < 3; times++) {
			const { data } = await client.auth.getClaims(token);
			expect(data?.claims).toMatchObject({ sub: userId, role: 'authenticated', aal: 'aal1' });
		}
		expect(asked).toEqual(['/auth/v1/.well-known/jwks.json']);
		const [head = '', , signature = ''] = token.split('.');
		const raised = Buffer.from(JSON.stringify({ ...decodeJwt(token), role: 'service_role' }));
		const forged = `${head}.${raised.toString('base64url')}.${signature}`;
		expect((await client.auth.getClaims(forged)).error?.message).toBe('Invalid JWT signature');
		expect(asked).toHaveLength(1);
	});
});

describe('refreshing', () => {
	test('rotates the token and keeps the session', async () => {
		const { client, refresh_token: first, access_token: old } = await signIn();
		const { data, error } = await client.auth.refreshSession();
		expect(error).toBeNull();
		expect(data.session?.refresh_token).not.toBe(first);
		expect(decodeJwt(data.session?.access_token ?? '').session_id).toBe(decodeJwt(old).session_id);
		expect(decodeJwt(data.session?.access_token ?? '').amr).toMatchObject([{ method: 'password' }]);
	});

	test('with one token by twenty clients at once gives all the same child', async () => {
		const { refresh_token: token, access_token } = await signIn();
		const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(token)));
		expect(answers.map(({ error }) => error).filter(Boolean)).toEqual([]);
		const children = new Set(answers.map(({ data }) => data.session?.refresh_token));
		expect(children.size).toBe(1);
		const { rows } = await bench.sql.query<{ active: number; all: number }>(
			`select count(*) filter (where not revoked)::int as active, count(*)::int as all
			from auth.refresh_tokens where session_id = $1`,
			[decodeJwt(access_token).session_id]
		);
		expect(rows).toEqual([{ active: 1, all: 2 }]);
	});

	test('with the parent works however late, for the answer may have been lost', async () => {
		const { refresh_token: parent } = await signIn();
		const child = (await refresh(parent)).data.session?.refresh_token;
		await age(parent);
		expect((await refresh(parent)).data.session?.refresh_token).toBe(child);
	});

	test('with a grandparent works within the reuse interval, and ends the line after it', async () => {
		const { refresh_token: oldest } = await signIn();
		const middle = (await refresh(oldest)).data.session?.refresh_token ?? '';
		const newest = (await refresh(middle)).data.session?.refresh_token ?? '';
		expect((await refresh(oldest)).data.session?.refresh_token).toBe(newest);

		await age(oldest);
		expect((await refresh(oldest)).error).toMatchObject({
			code: 'refresh_token_already_used',
			status: 400
		});
		// Whoever holds the newest, thief or owner, has to sign in again.
		expect((await refresh(newest)).error?.code).toBe('refresh_token_already_used');
	});

	test('with a token nobody was given is refused', async () => {
		expect((await refresh('made-up')).error?.code).toBe('refresh_token_not_found');
	});

	test.each([
		['timebox', 'created_at'],
		['inactivity_timeout', 'refreshed_at']
	])('ends where the project sets a %s', async (setting, column) => {
		await bench.configure({ sessions: { [setting]: '8h' } });
		const { refresh_token: token, access_token } = await signIn();
		const next = (await refresh(token)).data.session?.refresh_token ?? '';
		await bench.sql.query(
			`update auth.sessions set ${column} = now() at time zone 'utc' - interval '9 hours' where id = $1`,
			[decodeJwt(access_token).session_id]
		);
		expect((await refresh(next)).error?.code).toBe('session_expired');
	});

	async function age(token: string) {
		await bench.sql.query(
			`update auth.refresh_tokens set updated_at = now() - interval '1 hour' where token = $1`,
			[token]
		);
	}
});

describe('signing out', () => {
	test.each([
		['local', { mine: false, other: true }],
		['others', { mine: true, other: false }],
		['global', { mine: false, other: false }]
	] as const)('with scope %s ends the right sessions', async (scope, left) => {
		const [mine, other] = [await signIn(), await signIn()];
		expect((await mine.client.auth.signOut({ scope })).error).toBeNull();
		expect({
			mine: await tokenIsGood(mine.access_token),
			other: await tokenIsGood(other.access_token)
		}).toEqual(left);
		expect({
			mine: !(await refresh(mine.refresh_token)).error,
			other: !(await refresh(other.refresh_token)).error
		}).toEqual(left);
	});

	test('makes the token worthless at once', async () => {
		const { client, access_token: token } = await signIn();
		await client.auth.signOut();
		const answer = await bench.request('/user', { token });
		expect([answer.status, (await answer.json()) as unknown]).toMatchObject([
			403,
			{ error_code: 'session_not_found' }
		]);
		const { error } = await bench.client().auth.getUser(token);
		expect(error?.name).toBe('AuthSessionMissingError');
	});

	test('can be done for somebody by an admin who holds their token', async () => {
		const { access_token: token } = await signIn();
		expect((await bench.admin().auth.admin.signOut(token, 'global')).error).toBeNull();
		expect(await tokenIsGood(token)).toBe(false);
	});

	test('with a scope that does not exist ends nothing', async () => {
		const { access_token: token } = await signIn();
		const answer = await bench.request('/logout?scope=all', { method: 'POST', token });
		expect(answer.status).toBe(400);
		expect(await tokenIsGood(token)).toBe(true);
	});
});

describe('exchanging a code (PKCE)', () => {
	async function askForLink() {
		const client = bench.client(undefined, pkceClient());
		await client.auth.resetPasswordForEmail(email, { redirectTo: 'http://app.test/done' });
		const count = await bench.countLetters(email);
		const { link } = readLetter(await bench.letterTo(email, count));
		const opened = await fetch(link, { redirect: 'manual' });
		const target = new URL(opened.headers.get('location') ?? '');
		expect(opened.status).toBe(303);
		expect(target.origin + target.pathname).toBe('http://app.test/done');
		expect(target.hash).toBe('');
		return { client, code: target.searchParams.get('code') ?? '' };
	}

	test('gives the client that asked for the link a session, once', async () => {
		const { client, code } = await askForLink();
		const { data, error } = await client.auth.exchangeCodeForSession(code);
		expect(error).toBeNull();
		expect(data.user?.email).toBe(email);
		expect(decodeJwt(data.session?.access_token ?? '').amr).toMatchObject([{ method: 'recovery' }]);
		const again = await bench.request('/token?grant_type=pkce', {
			method: 'POST',
			body: JSON.stringify({ auth_code: code, code_verifier: 'x' })
		});
		expect([again.status, (await again.json()) as unknown]).toMatchObject([
			404,
			{ error_code: 'flow_state_not_found' }
		]);
	});

	test('with another verifier is refused, and the code is spent', async () => {
		const { client, code } = await askForLink();
		const stolen = await bench.request('/token?grant_type=pkce', {
			method: 'POST',
			body: JSON.stringify({ auth_code: code, code_verifier: 'a'.repeat(56) })
		});
		expect([stolen.status, (await stolen.json()) as unknown]).toMatchObject([
			400,
			{ error_code: 'bad_code_verifier' }
		]);
		expect((await client.auth.exchangeCodeForSession(code)).error?.code).toBe(
			'flow_state_not_found'
		);
	});

	test('that is older than five minutes is refused', async () => {
		const { client, code } = await askForLink();
		await bench.sql.query(
			`update auth.flow_state set auth_code_issued_at = now() - interval '6 minutes'`
		);
		expect((await client.auth.exchangeCodeForSession(code)).error?.code).toBe('flow_state_expired');
	});

	test('whose link was never opened is refused', async () => {
		const client = bench.client(undefined, pkceClient());
		await client.auth.resetPasswordForEmail(email);
		await bench.countLetters(email);
		const { rows } = await bench.sql.query<{ auth_code: string }>(
			'select auth_code from auth.flow_state where user_id = $1',
			[userId]
		);
		const { error } = await client.auth.exchangeCodeForSession(rows[0]?.auth_code ?? '');
		expect(error?.code).toBe('flow_state_not_found');
	});
});

test('the service says what it is and offers', async () => {
	expect(await (await bench.request('/health')).json()).toMatchObject({ name: 'GoTrue' });
	expect(await (await bench.request('/settings')).json()).toMatchObject({
		external: { email: true, phone: false, anonymous_users: false },
		disable_signup: false,
		mailer_autoconfirm: false
	});
});
