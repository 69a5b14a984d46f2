import { decodeJwt } from 'jose';
import * as OTPAuth from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuth } from './service.ts';
import { goodPassword, openAuthBench, type AuthBench } from './testing.ts';

const uri = (name: string) => ({ enabled: true, uri: `pg-functions://postgres/private/${name}` });
let bench: AuthBench;

beforeAll(async () => {
	bench = await openAuthBench();
	await bench.sql.query(`
		create schema private;
		grant usage on schema private to supabase_auth_admin;
		create table private.attempts (user_id uuid primary key, failures int not null default 0);
		grant all on private.attempts to supabase_auth_admin;

		create function private.add_claims(event jsonb) returns jsonb language sql as $$
			select jsonb_set(event, '{claims,ward}', to_jsonb('N1 ' || (event ->> 'authentication_method')))
		$$;
		create function private.drop_claims(event jsonb) returns jsonb language sql as $$
			select event #- '{claims,sub}'
		$$;
		create function private.too_slow(event jsonb) returns jsonb language sql as $$
			select event from pg_sleep(5)
		$$;
		create function private.refuse_token(event jsonb) returns jsonb language sql as $$
			select '{"error": {"http_code": 403, "message": "Outside working hours"}}'::jsonb
		$$;
		create function private.count_attempt(event jsonb) returns jsonb language plpgsql as $$
		declare v_failures int;
		begin
			insert into private.attempts (user_id, failures)
			values ((event ->> 'user_id')::uuid, case when (event ->> 'valid')::boolean then 0 else 1 end)
			on conflict (user_id) do update set failures = attempts.failures + excluded.failures
			returning failures into v_failures;
			if v_failures < 3 then return '{"decision": "continue"}'; end if;
			return '{"decision": "reject", "message": "Locked. Try again in 1 minute.",
				"should_logout_user": true}';
		end $$;
		create function private.admit(event jsonb) returns jsonb language sql as $$
			select case when event #>> '{user,email}' like '%@example.org' then '{}'::jsonb
				else jsonb_build_object('error', jsonb_build_object('http_code', 403,
					'message', 'Only example.org, not ' || (event #>> '{metadata,ip_address}'))) end
		$$;
		revoke execute on all functions in schema private from public;
		grant execute on all functions in schema private to supabase_auth_admin;
	`);
});
afterAll(() => bench.close());

const signIn = (email: string, password = goodPassword) =>
	bench.client().auth.signInWithPassword({ email, password });

describe('the custom access token hook', () => {
	test('adds claims to every token, told how it came about', async () => {
		await bench.configure({ hook: { custom_access_token: uri('add_claims') } });
		await bench.addUser('claims@example.org');
		const { data } = await signIn('claims@example.org');
		expect(decodeJwt(data.session?.access_token ?? '').ward).toBe('N1 password');
		const refreshed = await bench
			.client()
			.auth.refreshSession({ refresh_token: data.session?.refresh_token ?? '' });
		expect(decodeJwt(refreshed.data.session?.access_token ?? '').ward).toBe('N1 token_refresh');
	});

	test.each([
		['takes a required claim away', 'drop_claims', 500],
		['takes longer than two seconds', 'too_slow', 422],
		['refuses', 'refuse_token', 403]
	])('that %s lets nobody in', async (_, name, status) => {
		await bench.configure({ hook: { custom_access_token: uri(name) } });
		const email = `${name}@example.org`;
		const userId = await bench.addUser(email);
		const { data, error } = await signIn(email);
		expect(error?.status).toBe(status);
		if (status === 403) expect(error?.message).toBe('Outside working hours');
		expect(data.session).toBeNull();
		const { rows } = await bench.sql.query('select from auth.sessions where user_id = $1', [
			userId
		]);
		expect(rows).toHaveLength(0);
	});
});

describe('the password verification hook', () => {
	test('counts, locks out the right password too, and can end sessions', async () => {
		await bench.configure({ hook: { password_verification_attempt: uri('count_attempt') } });
		const email = 'locked@example.org';
		await bench.addUser(email);
		const { data: before } = await signIn(email);
		for (let attempt = 1; attempt <= 2; attempt++) {
			expect((await signIn(email, 'Wrong-Horse-1')).error?.message).toBe(
				'Invalid login credentials'
			);
		}
		const locked = [await signIn(email, 'Wrong-Horse-1'), await signIn(email)];
		for (const { error } of locked) {
			expect(error).toMatchObject({
				code: 'invalid_credentials',
				status: 400,
				message: 'Locked. Try again in 1 minute.'
			});
		}
		const seen = await bench.client().auth.getUser(before.session?.access_token);
		expect(seen.error?.name).toBe('AuthSessionMissingError');
		const { rows } = await bench.sql.query<{ failures: number }>(
			'select failures from private.attempts'
		);
		expect(rows).toEqual([{ failures: 3 }]);
	});
});

describe('the second factor’s hook', () => {
	test('counts wrong codes and can end it all', async () => {
		await bench.sql.query('delete from private.attempts');
		await bench.configure({ hook: { mfa_verification_attempt: uri('count_attempt') } });
		await bench.addUser('factor@example.org');
		const client = bench.client();
		await client.auth.signInWithPassword({ email: 'factor@example.org', password: goodPassword });
		const { data } = await client.auth.mfa.enroll({ factorType: 'totp' });
		const factorId = data?.id ?? '';
		const attempt = async (code: string) =>
			(await client.auth.mfa.challengeAndVerify({ factorId, code })).error?.code;
		expect([await attempt('bad'), await attempt('bad'), await attempt('bad')]).toEqual([
			'mfa_verification_failed',
			'mfa_verification_failed',
			'mfa_verification_rejected'
		]);
		const right = OTPAuth.URI.parse(data?.totp.uri ?? '').generate();
		const late = await client.auth.mfa.challengeAndVerify({ factorId, code: right });
		expect(late.error).not.toBeNull();
		expect((await client.auth.getUser()).error).not.toBeNull();
	});
});

describe('the hook before a user is created', () => {
	test('keeps people out, whichever way they come', async () => {
		await bench.configure({ hook: { before_user_created: uri('admit') } });
		const outside = 'eve@elsewhere.test';
		const attempts = [
			await bench.client().auth.signUp({ email: outside, password: goodPassword }),
			await bench.client().auth.signInWithOtp({ email: outside }),
			await bench.admin().auth.admin.createUser({ email: outside }),
			await bench.admin().auth.admin.inviteUserByEmail(outside)
		];
		for (const { error } of attempts) {
			expect(error).toMatchObject({ status: 403, message: 'Only example.org, not 127.0.0.1' });
		}
		const { rows } = await bench.sql.query('select from auth.users where email = $1', [outside]);
		expect(rows).toHaveLength(0);
		await bench.addUser('inside@example.org');
	});
});

test('a setting that makes no sense is named when the service starts', () => {
	const start = (auth: Record<string, unknown>) => () =>
		createAuth({ ...bench.context, config: { auth } });
	expect(start({ hook: { custom_access_token: { uri: 'https://example.org' } } })).toThrow(
		/auth\.hook\.custom_access_token.*pg-functions/
	);
	expect(start({ jwt_expiry: 'soon' })).toThrow(/jwt_expiry/);
	expect(start({ email: { max_frequency: 'often' } })).toThrow(/max_frequency/);
	expect(start({ enable_anonymous_sign_ins: true })).toThrow(/enable_anonymous_sign_ins/);
});
