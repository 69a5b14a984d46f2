import { readFileSync } from 'node:fs';
import { isAuthWeakPasswordError } from '@supabase/supabase-js';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shortestAnswer } from './http.ts';
import { goodPassword, openAuthBench, readLetter, type AuthBench } from './testing.ts';

const repository = new URL('../../../', import.meta.url);
let bench: AuthBench;

beforeAll(async () => {
	bench = await openAuthBench({}, { projectDirectory: repository.pathname });
});
afterAll(() => bench.close());
beforeEach(() => bench.configure());

/** The names of all fields, however deep, and the kinds of their values. */
function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(shapeOf);
	if (typeof value !== 'object' || value === null) return typeof value;
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}

describe('registration', () => {
	test('gives no session until the code from the mail is entered', async () => {
		const client = bench.client();
		const email = 'ada@example.org';
		const { data, error } = await client.auth.signUp({
			email: ' Ada@Example.org ',
			password: goodPassword,
			options: { data: { full_name: 'Ada' } }
		});
		expect(error).toBeNull();
		expect(data.session).toBeNull();
		expect(data.user).toMatchObject({ email, user_metadata: { full_name: 'Ada' } });

		const early = await client.auth.signInWithPassword({ email, password: goodPassword });
		expect(early.error).toMatchObject({ code: 'email_not_confirmed', status: 400 });

		const { code } = readLetter(await bench.letterTo(email));
		const wrong = code === '000000' ? '000001' : '000000';
		const mistaken = await client.auth.verifyOtp({ email, token: wrong, type: 'email' });
		expect(mistaken.error).toMatchObject({ code: 'otp_expired', status: 403 });
		const verified = await client.auth.verifyOtp({ email, token: code, type: 'email' });
		expect(verified.data.session?.user.email_confirmed_at).toBeTruthy();
		expect(verified.data.user?.identities?.[0]?.identity_data?.email_verified).toBe(true);

		const later = await client.auth.signInWithPassword({ email, password: goodPassword });
		expect(later.data.user?.id).toBe(data.user?.id);
	});

	test('of a taken address is answered the same, sends nothing and changes nothing', async () => {
		const taken = 'taken@example.org';
		await bench.addUser(taken);
		const register = (email: string) =>
			bench.client().auth.signUp({
				email,
				password: 'Another-Horse-8',
				options: { data: { full_name: 'Eve' } }
			});
		const [known, unknown] = [await register(taken), await register('unheard-of@example.org')];
		expect(known.error).toBeNull();
		expect(shapeOf(known)).toEqual(shapeOf(unknown));
		expect(known.data.user?.identities).toHaveLength(1);

		expect(await bench.countLetters(taken)).toBe(0);
		expect(await bench.countLetters('unheard-of@example.org')).toBe(1);
		const stolen = await bench
			.client()
			.auth.signInWithPassword({ email: taken, password: 'Another-Horse-8' });
		expect(stolen.error?.code).toBe('invalid_credentials');
		const own = await bench
			.client()
			.auth.signInWithPassword({ email: taken, password: goodPassword });
		expect(own.data.user?.user_metadata).toEqual({});
	});

	test('never answers sooner than the slower of the two cases would', async () => {
		await bench.addUser('timed@example.org');
		for (const email of ['timed@example.org', 'not-timed@example.org']) {
			const start = performance.now();
			await bench.client().auth.signUp({ email, password: goodPassword });
			expect(performance.now() - start).toBeGreaterThan(shortestAnswer - 2);
		}
	});

	test('of one address twice at once makes one account and tells neither', async () => {
		const email = 'twins@example.org';
		const answers = await Promise.all(
			[1, 2, 3].map(() => bench.client().auth.signUp({ email, password: goodPassword }))
		);
		expect(answers.map(({ error }) => error)).toEqual([null, null, null]);
		const { rows } = await bench.sql.query('select from auth.users where email = $1', [email]);
		expect(rows).toHaveLength(1);
	});

	test('of an address nobody has proven sends the link again but keeps the first password', async () => {
		const email = 'again@example.org';
		await bench.client().auth.signUp({ email, password: goodPassword });
		await bench.client().auth.signUp({ email, password: 'Another-Horse-8' });
		const { code } = readLetter(await bench.letterTo(email, 2));
		await bench.client().auth.verifyOtp({ email, token: code, type: 'email' });
		const signIn = (password: string) =>
			bench.client().auth.signInWithPassword({ email, password });
		expect((await signIn('Another-Horse-8')).error?.code).toBe('invalid_credentials');
		expect((await signIn(goodPassword)).error).toBeNull();
	});

	test('without confirmation signs in at once, and says when the address is taken', async () => {
		await bench.configure({ email: { enable_confirmations: false } });
		const register = () =>
			bench.client().auth.signUp({ email: 'quick@example.org', password: goodPassword });
		expect((await register()).data.session?.access_token).toBeTruthy();
		expect((await register()).error).toMatchObject({ code: 'user_already_exists', status: 422 });
	});

	test('can be switched off, and nobody comes in without a name', async () => {
		const anonymous = await bench.client().auth.signInAnonymously();
		expect(anonymous.error?.code).toBe('anonymous_provider_disabled');
		const phone = await bench
			.client()
			.auth.signUp({ phone: '+34600000000', password: goodPassword });
		expect(phone.error?.code).toBe('phone_provider_disabled');
		await bench.configure({ enable_signup: false });
		const closed = await bench
			.client()
			.auth.signUp({ email: 'late@example.org', password: goodPassword });
		expect(closed.error).toMatchObject({ code: 'signup_disabled', status: 422 });
		const { rows } = await bench.sql.query(
			`select from auth.users where email = 'late@example.org'`
		);
		expect(rows).toHaveLength(0);
	});

	test.each([['not-an-address'], ['two@@example.org'], ['a b@example.org'], ['']])(
		'refuses the address "%s"',
		async (email) => {
			const answer = await bench.request('/signup', {
				method: 'POST',
				body: JSON.stringify({ email, password: goodPassword })
			});
			expect(answer.status).toBe(400);
			expect(await answer.json()).toMatchObject({ error_code: 'validation_failed' });
		}
	);
});

describe('passwords', () => {
	test('that are weak are refused with the reasons', async () => {
		await bench.configure({ password_requirements: 'lower_upper_letters_digits' });
		const weak = async (password: string) => {
			const { error } = await bench.client().auth.signUp({ email: 'weak@example.org', password });
			return isAuthWeakPasswordError(error) ? error.reasons : error;
		};
		expect(await weak('short')).toEqual(['length', 'characters']);
		expect(await weak('long enough but plain')).toEqual(['characters']);
		expect(await weak('Sh0rt')).toEqual(['length']);
		expect(await weak('Sunshine-2026')).toEqual(['pwned']);
		expect(await weak('Long-Enough-1')).toBeNull();
	});

	test('longer than bcrypt reads are refused rather than cut', async () => {
		const { error } = await bench
			.client()
			.auth.signUp({ email: 'long@example.org', password: 'é'.repeat(37) });
		expect(error?.code).toBe('validation_failed');
	});

	test('are stored as bcrypt hashes only', async () => {
		await bench.addUser('hashed@example.org');
		const { rows } = await bench.sql.query<{ encrypted_password: string }>(
			`select encrypted_password from auth.users where email = 'hashed@example.org'`
		);
		expect(rows[0]?.encrypted_password).toMatch(/^\$2[aby]\$04\$.{53}$/);
	});
});

describe('nobody gives themselves rights', () => {
	test('by what they send along when registering or changing their account', async () => {
		const email = 'mallory@example.org';
		const wanted = { role: 'service_role', app_metadata: { kind: 'admin' }, is_admin: true };
		await bench.request('/signup', {
			method: 'POST',
			body: JSON.stringify({
				...wanted,
				email,
				password: goodPassword,
				email_confirm: true,
				email_confirmed_at: new Date().toISOString(),
				data: wanted
			})
		});
		const client = bench.client();
		const early = await client.auth.signInWithPassword({ email, password: goodPassword });
		expect(early.error?.code).toBe('email_not_confirmed');

		const { code } = readLetter(await bench.letterTo(email));
		const { data } = await client.auth.verifyOtp({ email, token: code, type: 'email' });
		await bench.request('/user', {
			method: 'PUT',
			token: data.session?.access_token,
			body: JSON.stringify({ ...wanted, data: wanted, email_confirm: true })
		});
		await client.auth.refreshSession();
		const { data: token } = await client.auth.getClaims();
		expect(token?.claims).toMatchObject({
			role: 'authenticated',
			app_metadata: { provider: 'email', providers: ['email'] },
			user_metadata: wanted
		});
		const users = await client.auth.admin.listUsers();
		expect(users.error).toMatchObject({ code: 'not_admin', status: 403 });
	});
});

describe('the project’s own templates', () => {
	const { auth } = parse(
		readFileSync(new URL('supabase/config.toml', repository), 'utf8')
	) as unknown as { auth: { email: { template: Record<string, unknown> } } };

	test.each([
		['en', 'Confirm your email address', 'Welcome'],
		['es', 'Confirme su dirección de correo', 'Le damos la bienvenida'],
		[undefined, 'Confirm your email address', 'Welcome']
	])('write to readers of %s in their language', async (locale, subject, text) => {
		await bench.configure({ email: { template: auth.email.template } });
		const email = `reader-${locale}@example.org`;
		await bench.client().auth.signUp({
			email,
			password: goodPassword,
			options: {
				data: locale ? { locale } : {},
				emailRedirectTo: 'http://app.test/portal?tab=1&x=2'
			}
		});
		const letter = await bench.letterTo(email);
		expect(letter.subject).toBe(subject);
		expect(letter.text).toContain(text);
		expect(letter.html).toContain(text);

		// In both parts the link is the one server-side apps use.
		const { link, tokenHash } = readLetter(letter);
		const url = new URL(link);
		expect(url.origin + url.pathname).toBe('http://127.0.0.1:3000/auth/confirm');
		expect(Object.fromEntries(url.searchParams)).toEqual({
			token_hash: tokenHash,
			type: 'signup',
			next: 'http://app.test/portal?tab=1&x=2'
		});
		expect(letter.html?.replaceAll('&amp;', '&')).toContain(link);
		const { data } = await bench.client().auth.verifyOtp({ token_hash: tokenHash, type: 'email' });
		expect(data.user?.email).toBe(email);
	});

	test('exist for every letter', () => {
		expect(Object.keys(auth.email.template).sort()).toEqual([
			'confirmation',
			'email_change',
			'invite',
			'magic_link',
			'reauthentication',
			'recovery'
		]);
	});
});

describe('a confirmation', () => {
	async function register(email: string) {
		await bench.client().auth.signUp({ email, password: goodPassword });
		return readLetter(await bench.letterTo(email));
	}
	const confirm = (token_hash: string) =>
		bench.client().auth.verifyOtp({ token_hash, type: 'email' });

	test('works once', async () => {
		const { tokenHash } = await register('once@example.org');
		expect((await confirm(tokenHash)).error).toBeNull();
		expect((await confirm(tokenHash)).error).toMatchObject({ code: 'otp_expired', status: 403 });
	});

	test('works once even when opened twice at the same moment', async () => {
		const { tokenHash } = await register('double-click@example.org');
		const answers = await Promise.all([1, 2, 3, 4].map(() => confirm(tokenHash)));
		expect(answers.filter(({ error }) => !error)).toHaveLength(1);
	});

	test('expires', async () => {
		const { tokenHash } = await register('late-reader@example.org');
		await bench.sql.query(
			`update auth.users set confirmation_sent_at = now() - interval '61 minutes'
			where email = 'late-reader@example.org'`
		);
		expect((await confirm(tokenHash)).error?.code).toBe('otp_expired');
		const { rows } = await bench.sql.query(
			`select from auth.users where email = 'late-reader@example.org' and email_confirmed_at is null`
		);
		expect(rows).toHaveLength(1);
	});

	test('sent again replaces the earlier one; nobody learns whether there was one', async () => {
		const email = 'resent@example.org';
		const first = await register(email);
		const resend = (to: string) => bench.client().auth.resend({ type: 'signup', email: to });
		expect((await resend(email)).error).toBeNull();
		expect((await resend('stranger@example.org')).error).toBeNull();
		const second = readLetter(await bench.letterTo(email, 2));
		expect((await confirm(first.tokenHash)).error?.code).toBe('otp_expired');
		expect((await confirm(second.tokenHash)).error).toBeNull();
		expect(await bench.countLetters('stranger@example.org')).toBe(0);
	});

	test('is asked for at most once in a while, whoever the address belongs to', async () => {
		await bench.configure({ email: { max_frequency: '60s' } });
		await bench.addUser('known@example.org');
		for (const email of ['known@example.org', 'nobody@example.org']) {
			const recover = () => bench.client().auth.resetPasswordForEmail(email);
			expect((await recover()).error).toBeNull();
			expect((await recover()).error).toMatchObject({
				code: 'over_email_send_rate_limit',
				status: 429,
				message: expect.stringMatching(/after (60|59) seconds/) as string
			});
		}
	});
});
