import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, vi } from 'vitest';
import type pg from 'pg';
import { mailedLink } from '../../e2e/mail.ts';
import { connect, expect, test } from '../../support/database.ts';
import { anonymousClient, demoPassword, signedInClient } from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

/** What people can do at the auth service with nothing but somebody's address. */

const stack = testStack();
const newAddress = () => `${randomUUID()}@lantern.example`;
let owner: pg.Client;

beforeAll(async () => {
	owner = await connect();
});
afterAll(() => owner.end());

test('a password said before the address was proved is nobody’s', async () => {
	const email = newAddress();
	await anonymousClient(stack).auth.signUp({ email, password: 'The-strangers-own-1' });
	// Or whoever registers an address could ask afterwards whether it had an account.
	const told = await anonymousClient(stack).auth.signInWithPassword({
		email,
		password: 'The-strangers-own-1'
	});
	expect(told.error?.code).toBe('invalid_credentials');
	const first = await mailedLink(stack, email);
	// The owner registers as the app does, opens what is mailed, and is called away before choosing a password.
	const own = anonymousClient(stack);
	const register = () => own.auth.signUp({ email, password: randomUUID() });
	const wait = { timeout: 10_000, interval: 200 };
	await vi.waitFor(async () => expect((await register()).error).toBeNull(), wait);
	const link = await vi.waitUntil(async () => {
		const latest = await mailedLink(stack, email);
		return latest !== first && new URL(latest);
	}, wait);
	const { data, error } = await own.auth.verifyOtp({
		type: 'signup',
		token_hash: link.searchParams.get('token_hash') ?? ''
	});
	expect([error, data.user?.email]).toEqual([null, email]);
	await expect(signedInClient(stack, email, 'The-strangers-own-1')).rejects.toThrow(/invalid/i);

	expect((await own.auth.updateUser({ password: demoPassword })).error).toBeNull();
	await signedInClient(stack, email, demoPassword);
	await expect(signedInClient(stack, email, 'The-strangers-own-1')).rejects.toThrow(/invalid/i);
});

test('a code that no mail prints is good for nothing', async () => {
	const email = newAddress();
	const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
	await secret.auth.admin.createUser({ email, password: demoPassword, email_confirm: true });
	const { data } = await secret.auth.admin.generateLink({ type: 'magiclink', email });
	const { email_otp: token = '', hashed_token: tokenHash = '' } = data.properties ?? {};
	const guessed = await anonymousClient(stack).auth.verifyOtp({ email, token, type: 'magiclink' });
	expect(guessed.error?.code).toBe('otp_expired');
	const linked = await anonymousClient(stack).auth.verifyOtp({
		token_hash: tokenHash,
		type: 'magiclink'
	});
	expect(linked.error).toBeNull();
});

test('a code is tried five times, from however many addresses', async () => {
	const email = newAddress();
	await anonymousClient(stack).auth.signUp({ email, password: randomUUID() });
	const link = new URL(await mailedLink(stack, email));
	const status = async (nth: number) => {
		const answer = await fetch(`${stack.url}/auth/v1/verify`, {
			method: 'POST',
			headers: {
				apikey: stack.publishableKey,
				'content-type': 'application/json',
				'x-forwarded-for': `203.0.113.${nth}`
			},
			body: JSON.stringify({ type: 'signup', email, token: String(nth).padStart(10, '0') })
		});
		return answer.status;
	};
	const statuses: number[] = [];
	for (let nth = 0; nth < 7; nth++) statuses.push(await status(nth));
	expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429]);
	// Whoever has the mail is not shut out by those who have not.
	const { error } = await anonymousClient(stack).auth.verifyOtp({
		type: 'signup',
		token_hash: link.searchParams.get('token_hash') ?? ''
	});
	expect(error).toBeNull();
});

test('the log names where a change came from by the hop that is trusted, and a colleague as the hospital does', async () => {
	const email = newAddress();
	const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
	const { data } = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	const id = data.user?.id ?? '';
	await owner.query(
		`insert into public.staff (user_id, full_name, position) values ($1, 'Nora Nurse', 'nurse')`,
		[id]
	);
	const { data: session } = await anonymousClient(stack).auth.signInWithPassword({
		email,
		password: demoPassword
	});
	for (const name of ['Dr. House', 'Dr. House MD']) {
		const answer = await fetch(`${stack.url}/rest/v1/rpc/update_own_profile`, {
			method: 'POST',
			headers: {
				apikey: stack.publishableKey,
				authorization: `Bearer ${session.session?.access_token}`,
				'content-type': 'application/json',
				'x-forwarded-for': '6.6.6.6, 198.51.100.7'
			},
			body: JSON.stringify({ p_full_name: name, p_locale: 'en' })
		});
		expect(answer.status).toBe(200);
	}
	const { rows } = await owner.query(
		`select actor_name, ip from audit.events where table_name = 'profiles' and action = 'update' and row_id = $1 order by id`,
		[id]
	);
	expect(rows).toEqual(Array(2).fill({ actor_name: 'Nora Nurse', ip: '198.51.100.7' }));
	await owner.query('delete from public.staff where user_id = $1', [id]);
});
