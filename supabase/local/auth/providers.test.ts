import { createHash } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openProvider } from './oidc-testing.ts';
import { goodPassword, openAuthBench, pkceClient, readLetter, type AuthBench } from './testing.ts';

let bench: AuthBench;
let provider: Awaited<ReturnType<typeof openProvider>>;
let settings: Record<string, unknown>;

beforeAll(async () => {
	provider = await openProvider({ id: 'lantern', secret: 'top secret' });
	settings = {
		external: {
			keycloak: { enabled: true, client_id: 'lantern', secret: 'top secret', url: provider.issuer },
			google: { enabled: false, client_id: 'x', secret: 'y', url: provider.issuer }
		}
	};
	bench = await openAuthBench(settings);
});
afterAll(async () => {
	await bench.close();
	await provider.close();
});
beforeEach(() => bench.configure(settings));

const person = (name: string, more: Record<string, unknown> = {}) => ({
	sub: `subject-of-${name}`,
	email: `${name}@example.org`,
	email_verified: true,
	name,
	...more
});

const follow = async (url: string | URL) =>
	new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');

/** Walks the browser's way: to the provider, back to the callback, on to the app. */
async function travel(client: SupabaseClient, options: { scopes?: string } = {}) {
	const { data } = await client.auth.signInWithOAuth({
		provider: 'keycloak',
		options: {
			...options,
			redirectTo: 'http://app.test/auth/callback',
			skipBrowserRedirect: true,
			queryParams: { prompt: 'login' }
		}
	});
	const atProvider = await follow(data.url ?? '');
	const callback = await follow(atProvider);
	return { atProvider, callback, target: await follow(callback) };
}

const newClient = () => bench.client(undefined, pkceClient());

async function signIn() {
	const client = newClient();
	const { target } = await travel(client);
	const { data, error } = await client.auth.exchangeCodeForSession(
		target.searchParams.get('code') ?? ''
	);
	if (error) throw error;
	return data;
}

describe('signing in by a provider', () => {
	test('creates an account with a confirmed address and no more rights than anyone', async () => {
		provider.become({ claims: person('olga', { role: 'service_role', locale: 'es' }) });
		const client = newClient();
		const { atProvider, target } = await travel(client, { scopes: 'address' });
		expect(atProvider.origin).toBe(provider.issuer);
		expect(Object.fromEntries(atProvider.searchParams)).toMatchObject({
			client_id: 'lantern',
			response_type: 'code',
			scope: 'openid email profile address',
			prompt: 'login',
			code_challenge_method: 'S256',
			redirect_uri: `${bench.context.apiUrl}/auth/v1/callback`
		});
		expect(target.origin + target.pathname).toBe('http://app.test/auth/callback');

		const code = target.searchParams.get('code') ?? '';
		const { data, error } = await client.auth.exchangeCodeForSession(code);
		expect(error).toBeNull();
		expect(data.user).toMatchObject({
			email: 'olga@example.org',
			role: 'authenticated',
			app_metadata: { provider: 'keycloak', providers: ['keycloak'] },
			user_metadata: { full_name: 'olga', locale: 'es' },
			identities: [{ provider: 'keycloak', id: 'subject-of-olga' }]
		});
		expect(data.user?.email_confirmed_at).toBeTruthy();
		expect(decodeJwt(data.session?.access_token ?? '').amr).toMatchObject([{ method: 'oauth' }]);
	});

	test('finds the same person again by the provider’s id, whatever the address is now', async () => {
		provider.become({ claims: person('moving') });
		const first = await signIn();
		provider.become({ claims: person('moving', { email: 'moved@example.org' }) });
		const second = await signIn();
		expect(second.user.id).toBe(first.user.id);
		expect(second.user.email).toBe('moving@example.org');
	});

	test('without a verifier puts the session into the fragment', async () => {
		provider.become({ claims: person('implicit') });
		const { target } = await travel(bench.client());
		const session = new URLSearchParams(target.hash.slice(1));
		const { data } = await bench.client().auth.getUser(session.get('access_token') ?? '');
		expect(data.user?.email).toBe('implicit@example.org');
		expect(session.get('provider_token')).toBe('at-the-provider');
	});

	test('joins the account that has proven the same address', async () => {
		const id = await bench.addUser('joined@example.org');
		provider.become({ claims: person('joined') });
		const { user } = await signIn();
		expect(user.id).toBe(id);
		expect(user.app_metadata).toEqual({ provider: 'email', providers: ['email', 'keycloak'] });
		const { error } = await bench
			.client()
			.auth.signInWithPassword({ email: 'joined@example.org', password: goodPassword });
		expect(error).toBeNull();
	});

	test('takes an address over from whoever registered it without proof', async () => {
		const email = 'squatted@example.org';
		await bench.client().auth.signUp({ email, password: goodPassword });
		const letter = readLetter(await bench.letterTo(email));
		provider.become({ claims: person('squatted') });
		const { user } = await signIn();
		expect(user.identities).toMatchObject([{ provider: 'keycloak' }]);
		const squatter = await bench
			.client()
			.auth.signInWithPassword({ email, password: goodPassword });
		expect(squatter.error?.code).toBe('invalid_credentials');
		const link = await bench
			.client()
			.auth.verifyOtp({ token_hash: letter.tokenHash, type: 'email' });
		expect(link.error?.code).toBe('otp_expired');
	});
});

describe('is refused', () => {
	async function refusal() {
		const { target } = await travel(newClient());
		return target.searchParams.get('error_code');
	}

	test.each([
		['signed by another key', { wrongKey: true }],
		['of another issuer', { tamper: (c: object) => ({ ...c, iss: 'http://evil.test' }) }],
		['for another client', { tamper: (c: object) => ({ ...c, aud: 'somebody' }) }],
		['that has expired', { tamper: (c: object) => ({ ...c, exp: 1_000_000_000 }) }],
		['with another nonce', { tamper: (c: object) => ({ ...c, nonce: 'another' }) }]
	])('an id token %s', async (_, behaviour) => {
		provider.become({ claims: person('forged'), ...behaviour });
		expect(await refusal()).toBe('bad_oauth_callback');
		const { rows } = await bench.sql.query(
			`select from auth.users where email = 'forged@example.org'`
		);
		expect(rows).toHaveLength(0);
	});

	test('an address the provider has not verified', async () => {
		await bench.addUser('unproven@example.org');
		provider.become({ claims: person('unproven', { email_verified: false }) });
		expect(await refusal()).toBe('provider_email_needs_verification');
	});

	test('a banned person, and a stranger where registration is closed', async () => {
		provider.become({ claims: person('outlaw') });
		const { user } = await signIn();
		await bench.admin().auth.admin.updateUserById(user.id, { ban_duration: '1h' });
		expect(await refusal()).toBe('user_banned');
		await bench.configure({ ...settings, enable_signup: false });
		provider.become({ claims: person('too-late') });
		expect(await refusal()).toBe('signup_disabled');
	});

	test('what the person did not consent to', async () => {
		provider.become({ claims: person('shy'), deny: true });
		const { target } = await travel(newClient());
		expect(target.searchParams.get('error')).toBe('access_denied');
		expect(target.searchParams.get('error_description')).toBe('The user said no');
	});

	test('a callback seen before, and one with a state we did not sign', async () => {
		provider.become({ claims: person('replayed') });
		const { callback } = await travel(newClient());
		expect((await follow(callback)).searchParams.get('error_code')).toBe('bad_oauth_state');
		const forged = new URL(callback);
		forged.searchParams.set('state', `${callback.searchParams.get('state')}x`);
		const answer = await fetch(forged, { redirect: 'manual' });
		expect([answer.status, (await answer.json()) as unknown]).toMatchObject([
			400,
			{ error_code: 'bad_oauth_state' }
		]);
	});

	test('a state presented as an access token', async () => {
		provider.become({ claims: person('confused') });
		const { atProvider } = await travel(newClient());
		const { error } = await bench.client().auth.getUser(atProvider.searchParams.get('state') ?? '');
		expect(error?.code).toBe('bad_jwt');
	});

	test('a provider that is unknown or switched off', async () => {
		for (const name of ['google', 'nowhere']) {
			const answer = await bench.request(`/authorize?provider=${name}`);
			expect(answer.status).toBe(400);
		}
	});
});

describe('an id token an app has already', () => {
	test('signs in, once its nonce fits', async () => {
		const nonce = 'kept by the app';
		const hashed = createHash('sha256').update(nonce).digest('hex');
		provider.become({ claims: {} });
		const token = await provider.idToken({ ...person('native'), nonce: hashed });
		const attempt = (given: string) =>
			bench.client().auth.signInWithIdToken({ provider: 'keycloak', token, nonce: given });
		expect((await attempt('another')).error?.code).toBe('bad_oauth_callback');
		expect((await attempt(nonce)).data.user?.email).toBe('native@example.org');
	});
});
