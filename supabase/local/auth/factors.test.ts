import type { SupabaseClient } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';
import * as OTPAuth from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { goodPassword, openAuthBench, type AuthBench } from './testing.ts';

let bench: AuthBench;

beforeAll(async () => {
	bench = await openAuthBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.configure());

async function signIn(email: string) {
	const client = bench.client();
	const { data, error } = await client.auth.signInWithPassword({ email, password: goodPassword });
	if (error) throw error;
	return { client, token: data.session.access_token, refreshToken: data.session.refresh_token };
}

async function enrol(client: SupabaseClient, friendlyName = 'phone') {
	const { data, error } = await client.auth.mfa.enroll({ factorType: 'totp', friendlyName });
	if (error) throw error;
	return { factorId: data.id, data, totp: OTPAuth.URI.parse(data.totp.uri) as OTPAuth.TOTP };
}

/** A person with a verified factor, and a session that has shown it. */
async function enrolled(email: string) {
	await bench.addUser(email);
	const { client } = await signIn(email);
	const { factorId, totp } = await enrol(client);
	// The code of the half minute before is good as well, and leaves the present one.
	const code = totp.generate({ timestamp: Date.now() - 30_000 });
	const { error } = await client.auth.mfa.challengeAndVerify({ factorId, code });
	if (error) throw error;
	return { client, factorId, totp };
}

const levelOf = async (client: SupabaseClient) =>
	(await client.auth.mfa.getAuthenticatorAssuranceLevel()).data;

/** A code that is wrong now and in the neighbouring half minutes. */
function wrongCode(totp: OTPAuth.TOTP): string {
	const near = [-1, 0, 1, 2].map((step) =>
		totp.generate({ timestamp: Date.now() + step * 30_000 })
	);
	return (
		['000000', '000001', '000002', '000003', '000004'].find((code) => !near.includes(code)) ?? ''
	);
}

describe('enrolling', () => {
	test('shows a QR code and raises the session once a code was right', async () => {
		await bench.addUser('nurse@example.org');
		const { client, token } = await signIn('nurse@example.org');
		const { factorId, data, totp } = await enrol(client);
		expect(data.totp.qr_code).toMatch(/^data:image\/svg\+xml;utf-8,<svg /);
		expect(totp).toMatchObject({ issuer: '127.0.0.1', label: 'nurse@example.org' });
		expect(data.totp.secret).toBe(totp.secret.base32);
		expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal1' });

		const verified = await client.auth.mfa.challengeAndVerify({ factorId, code: totp.generate() });
		expect(verified.error).toBeNull();
		expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal2', nextLevel: 'aal2' });
		const claims = decodeJwt(verified.data?.access_token ?? '');
		expect(claims).toMatchObject({
			aal: 'aal2',
			session_id: decodeJwt(token).session_id,
			amr: expect.arrayContaining([
				expect.objectContaining({ method: 'totp' }),
				expect.objectContaining({ method: 'password' })
			]) as unknown
		});
		const { data: factors } = await client.auth.mfa.listFactors();
		expect(factors?.totp).toMatchObject([
			{ id: factorId, status: 'verified', friendly_name: 'phone' }
		]);
		expect(JSON.stringify(factors)).not.toContain(data.totp.secret);

		// The level outlives the token.
		await client.auth.refreshSession();
		expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal2' });
	});

	test('ends the sessions that have not shown the factor', async () => {
		await bench.addUser('two-devices@example.org');
		const other = await signIn('two-devices@example.org');
		const { client } = await signIn('two-devices@example.org');
		const { factorId, totp } = await enrol(client);
		await client.auth.mfa.challengeAndVerify({ factorId, code: totp.generate() });
		const { error } = await bench.client().auth.getUser(other.token);
		expect(error?.name).toBe('AuthSessionMissingError');
		expect((await client.auth.getUser()).error).toBeNull();
	});

	test('twice under one name, or where it is switched off, is refused', async () => {
		await bench.addUser('tidy@example.org');
		const { client } = await signIn('tidy@example.org');
		await enrol(client);
		await expect(enrol(client)).rejects.toMatchObject({ code: 'mfa_factor_name_conflict' });
		await bench.configure({ mfa: { totp: { enroll_enabled: false } } });
		await expect(enrol(client, 'tablet')).rejects.toMatchObject({
			code: 'mfa_totp_enroll_not_enabled'
		});
	});

	test('more factors than the project allows is refused', async () => {
		await bench.configure({ mfa: { max_enrolled_factors: 1 } });
		const { client } = await enrolled('collector@example.org');
		await expect(enrol(client, 'tablet')).rejects.toMatchObject({
			code: 'too_many_enrolled_mfa_factors'
		});
	});
});

describe('a code', () => {
	test('that is wrong raises nothing', async () => {
		await bench.addUser('typo@example.org');
		const { client } = await signIn('typo@example.org');
		const { factorId, totp } = await enrol(client);
		for (const code of [wrongCode(totp), '12345', 'abcdef', '']) {
			const { error } = await client.auth.mfa.challengeAndVerify({ factorId, code });
			expect(error).toMatchObject({ code: 'mfa_verification_failed', status: 422 });
		}
		expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal1' });
		expect((await client.auth.mfa.listFactors()).data?.totp).toEqual([]);
	});

	test('answers its own challenge once, and in time', async () => {
		await bench.addUser('answers@example.org');
		const { client } = await signIn('answers@example.org');
		const { factorId, totp } = await enrol(client);
		const late = await client.auth.mfa.challenge({ factorId });
		await bench.sql.query(
			`update auth.mfa_challenges set created_at = now() - interval '6 minutes' where id = $1`,
			[late.data?.id]
		);
		const verify = (challengeId: string) =>
			client.auth.mfa.verify({ factorId, challengeId, code: totp.generate() });
		expect((await verify(late.data?.id ?? '')).error?.code).toBe('mfa_challenge_expired');

		const { data: challenge } = await client.auth.mfa.challenge({ factorId });
		expect(challenge?.expires_at).toBeGreaterThan(Date.now() / 1000 + 250);
		expect((await verify(challenge?.id ?? '')).error).toBeNull();
		expect((await verify(challenge?.id ?? '')).error?.code).toBe('mfa_factor_not_found');
	});

	test('is taken once, also from several sessions at once', async () => {
		const { factorId, totp } = await enrolled('watched@example.org');
		const clients = await Promise.all([1, 2, 3, 4].map(() => signIn('watched@example.org')));
		const code = totp.generate();
		const verified = await Promise.all(
			clients.map(({ client }) => client.auth.mfa.challengeAndVerify({ factorId, code }))
		);
		const refused = verified.map(({ error }) => error?.code);
		expect(refused.filter((answer) => answer === undefined)).toHaveLength(1);
		expect(refused.filter((answer) => answer === 'mfa_verification_failed')).toHaveLength(3);
	});

	test('of somebody else’s factor is refused', async () => {
		const { factorId, totp } = await enrolled('victim@example.org');
		await bench.addUser('thief@example.org');
		const { client } = await signIn('thief@example.org');
		const challenge = await client.auth.mfa.challenge({ factorId });
		expect(challenge.error).toMatchObject({ code: 'mfa_factor_not_found', status: 404 });
		const verify = await client.auth.mfa.challengeAndVerify({ factorId, code: totp.generate() });
		expect(verify.error).not.toBeNull();
		expect((await client.auth.mfa.unenroll({ factorId })).error?.code).toBe('mfa_factor_not_found');
	});

	test('can be guessed a few times a minute only', async () => {
		await bench.addUser('guessed@example.org');
		const { client, token } = await signIn('guessed@example.org');
		const { factorId } = await enrol(client);
		const guess = () =>
			bench.request(`/factors/${factorId}/verify`, {
				method: 'POST',
				token,
				body: JSON.stringify({ challenge_id: factorId, code: '000000' })
			});
		const statuses: number[] = [];
		for (let attempt = 0; attempt < 16; attempt++) statuses.push((await guess()).status);
		expect(statuses).toEqual([...(Array(15).fill(422) as number[]), 429]);
	});
});

describe('a session that has not shown the factor', () => {
	test('may neither change what signs in nor touch the factors', async () => {
		const { factorId } = await enrolled('guarded@example.org');
		const { client } = await signIn('guarded@example.org');
		expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal2' });
		const password = await client.auth.updateUser({ password: 'Better-Horse-9' });
		const address = await client.auth.updateUser({ email: 'elsewhere@example.org' });
		for (const { error } of [password, address]) {
			expect(error).toMatchObject({ code: 'insufficient_aal', status: 401 });
		}
		expect((await client.auth.mfa.unenroll({ factorId })).error?.code).toBe('insufficient_aal');
		await expect(enrol(client, 'mine')).rejects.toMatchObject({ code: 'insufficient_aal' });
		expect((await client.auth.updateUser({ data: { locale: 'es' } })).error).toBeNull();
	});

	test('is raised by a code, which leaves other sessions alone', async () => {
		const first = await enrolled('stepping-up@example.org');
		const { client } = await signIn('stepping-up@example.org');
		const { error } = await client.auth.mfa.challengeAndVerify({
			factorId: first.factorId,
			code: first.totp.generate()
		});
		expect(error).toBeNull();
		expect((await client.auth.updateUser({ password: 'Better-Horse-9' })).error).toBeNull();
	});
});

test('removing a factor lets the session fall back', async () => {
	const { client, factorId } = await enrolled('leaving@example.org');
	expect((await client.auth.mfa.unenroll({ factorId })).error).toBeNull();
	await client.auth.refreshSession();
	expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal1' });
});

test('an admin sees the factors of a user and takes one away', async () => {
	const { client, factorId } = await enrolled('lost-phone@example.org');
	const userId = (await client.auth.getUser()).data.user?.id ?? '';
	const { mfa } = bench.admin().auth.admin;
	const listed = await mfa.listFactors({ userId });
	expect(listed.data?.factors).toMatchObject([{ id: factorId, status: 'verified' }]);
	expect((await mfa.deleteFactor({ userId, id: factorId })).error).toBeNull();
	expect((await mfa.deleteFactor({ userId, id: factorId })).error?.code).toBe(
		'mfa_factor_not_found'
	);
	await client.auth.refreshSession();
	expect(await levelOf(client)).toMatchObject({ currentLevel: 'aal1' });
});
