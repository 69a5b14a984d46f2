import { resolve } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { goodPassword, openAuthBench, pkceClient, readLetter, type AuthBench } from './testing.ts';

let bench: AuthBench;

beforeAll(async () => {
	bench = await openAuthBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.configure());

async function open(link: string) {
	const answer = await fetch(link, { redirect: 'manual' });
	return new URL(answer.headers.get('location') ?? '');
}

async function signIn(email: string, password = goodPassword) {
	const client = bench.client();
	const { data, error } = await client.auth.signInWithPassword({ email, password });
	if (error) throw error;
	return { client, session: data.session };
}

describe('a forgotten password', () => {
	test('is replaced by following the link, once', async () => {
		const email = 'forgetful@example.org';
		await bench.addUser(email);
		await bench.client().auth.resetPasswordForEmail(email, { redirectTo: 'http://app.test/new' });
		const { link } = readLetter(await bench.letterTo(email));
		const target = await open(link);
		expect(target.origin + target.pathname).toBe('http://app.test/new');
		const tokens = new URLSearchParams(target.hash.slice(1));
		expect(tokens.get('type')).toBe('recovery');

		const client = bench.client();
		await client.auth.setSession({
			access_token: tokens.get('access_token') ?? '',
			refresh_token: tokens.get('refresh_token') ?? ''
		});
		const changed = await client.auth.updateUser({ password: 'Better-Horse-9' });
		expect(changed.error).toBeNull();
		await expect(signIn(email)).rejects.toMatchObject({ code: 'invalid_credentials' });
		await signIn(email, 'Better-Horse-9');

		const used = await open(link);
		const failure = new URLSearchParams(used.hash.slice(1));
		expect(Object.fromEntries(failure)).toEqual({
			error: 'access_denied',
			error_code: 'otp_expired',
			error_description: 'Email link is invalid or has expired'
		});
	});

	test('of nobody is answered the same, and no letter goes out', async () => {
		const { data, error } = await bench.client().auth.resetPasswordForEmail('nobody@example.org');
		expect([data, error]).toEqual([{}, null]);
		expect(await bench.countLetters('nobody@example.org')).toBe(0);
	});

	test('sends nobody to an address the project has not allowed', async () => {
		const email = 'lured@example.org';
		await bench.addUser(email);
		await bench.client().auth.resetPasswordForEmail(email, { redirectTo: 'http://evil.test/' });
		const { link } = readLetter(await bench.letterTo(email));
		// Not by what was asked for, nor by editing the link.
		const edited = new URL(link);
		edited.searchParams.set('redirect_to', 'http://evil.test/');
		expect((await open(edited.href)).origin).toBe(bench.context.siteUrl);
	});

	test('leaves the failure in the query for clients that exchange codes', async () => {
		const email = 'late-exchange@example.org';
		await bench.addUser(email);
		const client = bench.client(undefined, pkceClient());
		await client.auth.resetPasswordForEmail(email);
		const { link } = readLetter(await bench.letterTo(email));
		await open(link);
		expect((await open(link)).searchParams.get('error_code')).toBe('otp_expired');
	});
});

describe('signing in by mail', () => {
	test('takes the code or the link', async () => {
		const email = 'by-mail@example.org';
		await bench.addUser(email);
		const client = bench.client();
		expect((await client.auth.signInWithOtp({ email })).error).toBeNull();
		const first = readLetter(await bench.letterTo(email));
		const byCode = await client.auth.verifyOtp({ email, token: first.code, type: 'email' });
		expect(byCode.data.user?.email).toBe(email);
		expect(decodeJwt(byCode.data.session?.access_token ?? '').amr).toMatchObject([
			{ method: 'otp' }
		]);

		await client.auth.signInWithOtp({ email });
		const second = readLetter(await bench.letterTo(email, 2));
		const byLink = await client.auth.verifyOtp({ token_hash: second.tokenHash, type: 'magiclink' });
		expect(byLink.data.user?.email).toBe(email);
	});

	test('a code is good for its own address and purpose only', async () => {
		const [mine, other] = ['mine@example.org', 'other@example.org'];
		await bench.addUser(mine);
		await bench.addUser(other);
		await bench.client().auth.signInWithOtp({ email: mine });
		const { code, tokenHash } = readLetter(await bench.letterTo(mine));
		const attempts = [
			await bench.client().auth.verifyOtp({ email: other, token: code, type: 'email' }),
			await bench.client().auth.verifyOtp({ email: mine, token: code, type: 'email_change' }),
			await bench.client().auth.verifyOtp({ token_hash: tokenHash, type: 'invite' })
		];
		expect(attempts.map(({ error }) => error?.code)).toEqual(Array(3).fill('otp_expired'));
		const right = await bench.client().auth.verifyOtp({ email: mine, token: code, type: 'email' });
		expect(right.error).toBeNull();
	});

	test('registers a stranger unless told not to', async () => {
		const email = 'stranger@example.org';
		const refused = await bench
			.client()
			.auth.signInWithOtp({ email, options: { shouldCreateUser: false } });
		// Refused in silence: whether there is an account is nobody's business.
		expect(refused.error).toBeNull();
		expect(await bench.countLetters(email)).toBe(0);
		await bench.client().auth.signInWithOtp({ email, options: { data: { full_name: 'New' } } });
		const { code } = readLetter(await bench.letterTo(email));
		const { data } = await bench.client().auth.verifyOtp({ email, token: code, type: 'email' });
		expect(data.user?.user_metadata).toEqual({ full_name: 'New' });
	});

	test('guesses are limited per network address', async () => {
		await bench.configure({ rate_limit: { token_verifications: 2 } });
		const guess = () =>
			bench.client().auth.verifyOtp({ email: 'a@example.org', token: '000000', type: 'email' });
		const codes = [await guess(), await guess(), await guess()].map(({ error }) => error?.code);
		expect(codes).toEqual(['otp_expired', 'otp_expired', 'over_request_rate_limit']);
	});
});

describe('a change of address', () => {
	async function begin(from: string, to: string) {
		await bench.addUser(from);
		const { client } = await signIn(from);
		const { data, error } = await client.auth.updateUser({ email: to });
		expect(error).toBeNull();
		expect(data.user).toMatchObject({ email: from, new_email: to });
		const [current, next] = [await bench.letterTo(from), await bench.letterTo(to)];
		return { client, current: readLetter(current), next: readLetter(next) };
	}
	const confirm = (token_hash: string) =>
		bench.client().auth.verifyOtp({ token_hash, type: 'email_change' });

	test.each([
		['the new mailbox first', 'new-first@example.org', true],
		['the old mailbox first', 'old-first@example.org', false]
	])('needs both mailboxes, %s', async (_, from, newFirst) => {
		const to = `changed-${from}`;
		const { current, next } = await begin(from, to);
		const [first, second] = newFirst ? [next, current] : [current, next];
		const halfway = await confirm(first.tokenHash);
		expect(halfway.error).toBeNull();
		expect(halfway.data).toEqual({ user: null, session: null });
		await signIn(from);
		await expect(signIn(to)).rejects.toMatchObject({ code: 'invalid_credentials' });

		const done = await confirm(second.tokenHash);
		expect(done.data.user).toMatchObject({ email: to });
		expect(done.data.user?.identities?.[0]?.identity_data?.email).toBe(to);
		await signIn(to);
		await expect(signIn(from)).rejects.toMatchObject({ code: 'invalid_credentials' });
	});

	test('is not made by one mailbox confirming twice', async () => {
		const { next } = await begin('half@example.org', 'half-new@example.org');
		await confirm(next.tokenHash);
		expect((await confirm(next.tokenHash)).error?.code).toBe('otp_expired');
		await signIn('half@example.org');
	});

	test('takes the codes as well as the links', async () => {
		const [from, to] = ['codes@example.org', 'codes-new@example.org'];
		const { current, next } = await begin(from, to);
		const enter = (address: string, token: string) =>
			bench.client().auth.verifyOtp({ email: address, token, type: 'email_change' });
		expect((await enter(from, current.code)).error).toBeNull();
		expect((await enter(to, next.code)).data.user?.email).toBe(to);
	});

	test('needs the new mailbox only, where the project says so', async () => {
		await bench.configure({ email: { double_confirm_changes: false } });
		const [from, to] = ['single@example.org', 'single-new@example.org'];
		await bench.addUser(from);
		const { client } = await signIn(from);
		await client.auth.updateUser({ email: to });
		const { tokenHash } = readLetter(await bench.letterTo(to));
		expect((await confirm(tokenHash)).data.user?.email).toBe(to);
		expect(await bench.countLetters(from)).toBe(0);
	});

	test('to somebody else’s address is answered as any other, and never happens', async () => {
		const [greedy, owner] = ['greedy@example.org', 'owner@example.org'];
		await bench.addUser(greedy);
		await bench.addUser(owner);
		const { client } = await signIn(greedy);
		const asked = await client.auth.updateUser({ email: 'Owner@example.org' });
		expect([asked.error, asked.data.user?.new_email]).toEqual([null, owner]);
		const { tokenHash } = readLetter(await bench.letterTo(greedy));
		const half = await confirm(tokenHash);
		expect([half.error, half.data.user]).toEqual([null, null]);
		await client.auth.resend({ type: 'email_change', email: greedy });
		expect(await bench.countLetters(owner)).toBe(0);
		expect((await client.auth.getUser()).data.user?.email).toBe(greedy);
	});

	test('loses to somebody who took the address meanwhile', async () => {
		const { current, next } = await begin('slow@example.org', 'wanted@example.org');
		await confirm(current.tokenHash);
		await bench.addUser('wanted@example.org');
		expect((await confirm(next.tokenHash)).error?.code).toBe('email_exists');
		await signIn('slow@example.org');
	});

	test('can have its letter sent again', async () => {
		const { client, current, next } = await begin('lost@example.org', 'found@example.org');
		await client.auth.resend({ type: 'email_change', email: 'lost@example.org' });
		const again = readLetter(await bench.letterTo('found@example.org', 2));
		expect((await confirm(next.tokenHash)).error?.code).toBe('otp_expired');
		await confirm(again.tokenHash);
		expect((await confirm(current.tokenHash)).data.user?.email).toBe('found@example.org');
	});
});

describe('a change of password', () => {
	test('signs out everyone else, and must be a change', async () => {
		const email = 'careful@example.org';
		await bench.addUser(email);
		const [mine, other] = [await signIn(email), await signIn(email)];
		const same = await mine.client.auth.updateUser({ password: goodPassword });
		expect(same.error).toMatchObject({ code: 'same_password', status: 422 });
		const weak = await mine.client.auth.updateUser({ password: 'short' });
		expect(weak.error?.code).toBe('weak_password');
		expect((await mine.client.auth.updateUser({ password: 'Better-Horse-9' })).error).toBeNull();
		expect((await mine.client.auth.getUser()).error).toBeNull();
		expect((await other.client.auth.getUser(other.session.access_token)).error).toBeTruthy();
	});

	test('needs the old one, unless a mailed link has just proved who it is', async () => {
		await bench.configure({ email: { require_current_password: true } });
		const email = 'left-open@example.org';
		await bench.addUser(email);
		const { client } = await signIn(email);
		const change = async (current_password?: string) =>
			(await client.auth.updateUser({ password: 'Better-Horse-9', current_password })).error?.code;
		expect(await change()).toBe('current_password_required');
		expect(await change('Guessed-Horse-1')).toBe('current_password_mismatch');
		expect(await change(goodPassword)).toBeUndefined();
		// A session is not a place to try passwords at.
		const codes: (string | undefined)[] = [];
		for (let nth = 0; nth < 5; nth++) codes.push(await change(`Guessed-Horse-${nth}`));
		expect(codes.at(-1)).toBe('over_request_rate_limit');

		await bench.client().auth.resetPasswordForEmail(email);
		const { tokenHash } = readLetter(await bench.letterTo(email));
		const forgetful = bench.client();
		await forgetful.auth.verifyOtp({ token_hash: tokenHash, type: 'recovery' });
		expect((await forgetful.auth.updateUser({ password: 'Newest-Horse-3' })).error).toBeNull();
		await signIn(email, 'Newest-Horse-3');
	});

	test('ends every link mailed before it', async () => {
		const email = 'worried@example.org';
		await bench.addUser(email);
		await bench.client().auth.resetPasswordForEmail(email);
		const { tokenHash } = readLetter(await bench.letterTo(email));
		const { client } = await signIn(email);
		await client.auth.updateUser({ password: 'Better-Horse-9' });
		const late = await bench.client().auth.verifyOtp({ token_hash: tokenHash, type: 'recovery' });
		expect(late.error?.code).toBe('otp_expired');
	});

	test('is told to the address of the account, and what was told is not a link', async () => {
		await bench.configure({
			email: {
				notification: {
					password_changed: {
						enabled: true,
						subject: 'Your password was changed',
						content_path: resolve('supabase/templates/password_changed_notification.html')
					}
				}
			}
		});
		const email = 'told@example.org';
		await bench.addUser(email);
		const { client } = await signIn(email);
		await client.auth.updateUser({ password: 'Better-Horse-9' });
		const letter = await bench.letterTo(email);
		expect(letter.subject).toBe('Your password was changed');
		expect(letter.text).toContain(email);
		expect(letter.text).not.toContain('token_hash');
	});

	test('needs the code from a mail when the sign-in was long ago', async () => {
		await bench.configure({ email: { secure_password_change: true } });
		const email = 'long-ago@example.org';
		await bench.addUser(email);
		const { client, session } = await signIn(email);
		const change = (password: string, nonce?: string) =>
			client.auth.updateUser({ password, nonce });
		expect((await change('Recent-Horse-1')).error).toBeNull();

		await bench.sql.query(
			`update auth.sessions set created_at = now() - interval '25 hours' where id = $1`,
			[decodeJwt(session.access_token).session_id]
		);
		expect((await change('Better-Horse-9')).error?.code).toBe('reauthentication_needed');
		expect((await client.auth.reauthenticate()).error).toBeNull();
		const { code } = readLetter(await bench.letterTo(email));
		const wrong = code === '000000' ? '000001' : '000000';
		expect((await change('Better-Horse-9', wrong)).error?.code).toBe('reauthentication_not_valid');
		expect((await change('Better-Horse-9', code)).error).toBeNull();
		expect((await change('Better-Horse-10', code)).error?.code).toBe('reauthentication_not_valid');
		await signIn(email, 'Better-Horse-9');
	});
});

test('user_metadata is merged, and a null takes a key away', async () => {
	const email = 'profile@example.org';
	await bench.addUser(email);
	const { client } = await signIn(email);
	await client.auth.updateUser({ data: { full_name: 'A', locale: 'es' } });
	const { data } = await client.auth.updateUser({ data: { full_name: null, phone: '1' } });
	expect(data.user?.user_metadata).toEqual({ locale: 'es', phone: '1' });
});
