import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { goodPassword, openAuthBench, readLetter, type AuthBench } from './testing.ts';

let bench: AuthBench;

beforeAll(async () => {
	bench = await openAuthBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.configure());

const admin = () => bench.admin().auth.admin;
const signIn = (email: string, password = goodPassword) =>
	bench.client().auth.signInWithPassword({ email, password });

describe('users', () => {
	test('are created with whatever an admin may set', async () => {
		const id = randomUUID();
		const { data, error } = await admin().createUser({
			id,
			email: 'Doctor@example.org',
			password: goodPassword,
			email_confirm: true,
			user_metadata: { full_name: 'Dr. Who' },
			app_metadata: { clinic: 1 }
		});
		expect(error).toBeNull();
		expect(data.user).toMatchObject({
			id,
			email: 'doctor@example.org',
			user_metadata: { full_name: 'Dr. Who' },
			app_metadata: { provider: 'email', providers: ['email'], clinic: 1 },
			identities: [{ provider: 'email', identity_data: { email_verified: true } }]
		});
		expect((await signIn('doctor@example.org')).data.user?.id).toBe(id);
		const again = await admin().createUser({ email: 'doctor@example.org' });
		expect(again.error).toMatchObject({ code: 'email_exists', status: 422 });
		const nobody = await admin().createUser({});
		expect(nobody.error?.code).toBe('validation_failed');
	});

	test('come in with the hash they had elsewhere', async () => {
		const password_hash = await hash('Brought-Along-1', 4);
		await admin().createUser({ email: 'moved@example.org', password_hash, email_confirm: true });
		expect((await signIn('moved@example.org', 'Brought-Along-1')).error).toBeNull();
	});

	test('are found by id and changed', async () => {
		const id = await bench.addUser('before@example.org');
		const changed = await admin().updateUserById(id, {
			email: 'after@example.org',
			password: 'Better-Horse-9',
			user_metadata: { a: 1 },
			app_metadata: { b: 2 }
		});
		expect(changed.error).toBeNull();
		await admin().updateUserById(id, { user_metadata: { c: 3 }, app_metadata: { b: null } });
		const { data } = await admin().getUserById(id);
		expect(data.user).toMatchObject({ email: 'after@example.org', user_metadata: { a: 1, c: 3 } });
		expect(data.user?.app_metadata).toEqual({ provider: 'email', providers: ['email'] });
		expect((await signIn('after@example.org', 'Better-Horse-9')).error).toBeNull();

		await bench.addUser('occupied@example.org');
		const clash = await admin().updateUserById(id, { email: 'occupied@example.org' });
		expect(clash.error?.code).toBe('email_exists');
		const stranger = await admin().getUserById(randomUUID());
		expect(stranger.error).toMatchObject({ code: 'user_not_found', status: 404 });
	});

	test('are listed by pages, newest first', async () => {
		for (const name of ['p1', 'p2', 'p3']) await bench.addUser(`${name}@example.org`);
		const all = await admin().listUsers({ perPage: 1000 });
		const total = all.data.users.length;
		const { data } = await admin().listUsers({ page: 1, perPage: 2 });
		expect(data.users.map(({ email }) => email)).toEqual(['p3@example.org', 'p2@example.org']);
		expect(data).toMatchObject({ total, nextPage: 2, lastPage: Math.ceil(total / 2) });
		const last = await admin().listUsers({ page: Math.ceil(total / 2), perPage: 2 });
		expect(last.data).toMatchObject({ nextPage: null });
		const none = await admin().listUsers({ page: -1, perPage: 2 });
		expect(none.error).toMatchObject({ status: 400, code: 'validation_failed' });
	});

	test.each([
		'a b@example.org',
		'a@exa_mple.org',
		'a@-example.org',
		'a@example..org',
		'"a"@example.org',
		'é@example.org'
	])('have no address such as %s, which hosted does not take', async (email) => {
		expect((await admin().createUser({ email })).error?.code).toBe('validation_failed');
	});

	test('who are banned are out at once, until the ban ends or is lifted', async () => {
		const id = await bench.addUser('banned@example.org');
		const { data: before } = await signIn('banned@example.org');
		await admin().updateUserById(id, { ban_duration: '24h' });

		expect((await signIn('banned@example.org')).error?.code).toBe('user_banned');
		const session = before.session;
		const refreshed = await bench
			.client()
			.auth.refreshSession({ refresh_token: session?.refresh_token ?? '' });
		expect(refreshed.error?.code).toBe('user_banned');
		const seen = await bench.client().auth.getUser(session?.access_token);
		expect(seen.error?.code).toBe('user_banned');
		await bench.client().auth.resetPasswordForEmail('banned@example.org');
		const { tokenHash } = readLetter(await bench.letterTo('banned@example.org'));
		const recovered = await bench
			.client()
			.auth.verifyOtp({ token_hash: tokenHash, type: 'recovery' });
		expect(recovered.error?.code).toBe('user_banned');

		await admin().updateUserById(id, { ban_duration: 'none' });
		expect((await signIn('banned@example.org')).error).toBeNull();
		await admin().updateUserById(id, { ban_duration: '1h' });
		await bench.sql.query(`update auth.users set banned_until = now() where id = $1`, [id]);
		expect((await signIn('banned@example.org')).error).toBeNull();
		const nonsense = await admin().updateUserById(id, { ban_duration: 'a while' });
		expect(nonsense.error?.code).toBe('validation_failed');
	});

	test('are deleted, with everything that lets them in', async () => {
		const id = await bench.addUser('deleted@example.org');
		const { data } = await signIn('deleted@example.org');
		expect((await admin().deleteUser(id)).error).toBeNull();
		const seen = await bench.client().auth.getUser(data.session?.access_token);
		expect(seen.error?.code).toBe('user_not_found');
		expect((await signIn('deleted@example.org')).error?.code).toBe('invalid_credentials');
		expect((await admin().deleteUser(id)).error?.code).toBe('user_not_found');
	});

	test('who are deleted softly keep their row and nothing that names them', async () => {
		const id = await bench.addUser('faded@example.org');
		await admin().updateUserById(id, { user_metadata: { full_name: 'Faded' } });
		await signIn('faded@example.org');
		expect((await admin().deleteUser(id, true)).error).toBeNull();
		expect((await signIn('faded@example.org')).error?.code).toBe('invalid_credentials');
		const { rows } = await bench.sql.query<{ everything: string; gone: boolean }>(
			`select account::text || coalesce((select string_agg(identity::text, '')
					from auth.identities as identity where user_id = account.id), '') as everything,
				deleted_at is not null as gone
			from auth.users as account where id = $1`,
			[id]
		);
		expect(rows[0]?.gone).toBe(true);
		expect(rows[0]?.everything).not.toMatch(/faded/i);
		// The address is free again.
		await bench.addUser('faded@example.org');
	});

	test('are no business of anybody without the secret key', async () => {
		const id = await bench.addUser('ordinary@example.org');
		const client = bench.client();
		await client.auth.signInWithPassword({ email: 'ordinary@example.org', password: goodPassword });
		const attempts = [
			await client.auth.admin.listUsers(),
			await client.auth.admin.createUser({ email: 'x@example.org' }),
			await client.auth.admin.updateUserById(id, { app_metadata: { admin: true } }),
			await client.auth.admin.deleteUser(id),
			await client.auth.admin.inviteUserByEmail('x@example.org'),
			await client.auth.admin.generateLink({ type: 'magiclink', email: 'ordinary@example.org' })
		];
		for (const { error } of attempts) {
			expect(error).toMatchObject({ code: 'not_admin', status: 403 });
		}
		const { data } = await admin().getUserById(id);
		expect(data.user?.app_metadata).toEqual({ provider: 'email', providers: ['email'] });
	});
});

describe('an invitation', () => {
	test('lets a person choose a password and come in', async () => {
		const email = 'invited@example.org';
		const { data, error } = await admin().inviteUserByEmail(email, {
			data: { full_name: 'New Nurse' },
			redirectTo: 'http://app.test/welcome'
		});
		expect(error).toBeNull();
		expect(data.user).toMatchObject({ email, user_metadata: { full_name: 'New Nurse' } });
		expect(data.user?.invited_at).toBeTruthy();

		const { tokenHash, link } = readLetter(await bench.letterTo(email));
		expect(new URL(link).searchParams.get('redirect_to')).toBe('http://app.test/welcome');
		const client = bench.client();
		const accepted = await client.auth.verifyOtp({ token_hash: tokenHash, type: 'invite' });
		expect(accepted.data.user?.email_confirmed_at).toBeTruthy();
		expect((await client.auth.updateUser({ password: goodPassword })).error).toBeNull();
		expect((await signIn(email)).error).toBeNull();

		const again = await admin().inviteUserByEmail(email);
		expect(again.error?.code).toBe('email_exists');
	});

	test('can be sent again while it is open', async () => {
		const email = 'slow-to-answer@example.org';
		const first = await admin().inviteUserByEmail(email);
		const second = await admin().inviteUserByEmail(email);
		expect(second.data.user?.id).toBe(first.data.user?.id);
		const { tokenHash } = readLetter(await bench.letterTo(email, 2));
		const { error } = await bench
			.client()
			.auth.verifyOtp({ token_hash: tokenHash, type: 'invite' });
		expect(error).toBeNull();
	});
});

describe('a link made for handing over', () => {
	test.each(['signup', 'invite', 'magiclink', 'recovery'] as const)(
		'of type %s opens the account, by link and by code, and no letter goes out',
		async (type) => {
			const email = `${type}-link@example.org`;
			if (type === 'recovery' || type === 'magiclink') await bench.addUser(email);
			const make = () =>
				type === 'signup'
					? admin().generateLink({ type, email, password: goodPassword })
					: admin().generateLink({ type, email, options: { redirectTo: 'http://app.test/x' } });
			const { data, error } = await make();
			expect(error).toBeNull();
			expect(data.properties?.verification_type).toBe(type);
			const link = new URL(data.properties?.action_link ?? '');
			expect(link.searchParams.get('token')).toBe(data.properties?.hashed_token);
			const opened = await fetch(link, { redirect: 'manual' });
			expect(opened.headers.get('location')).toContain('#access_token=');
			expect(await bench.countLetters(email)).toBe(0);
		}
	);

	test('carries a code that works too', async () => {
		await bench.addUser('told-by-phone@example.org');
		const { data } = await admin().generateLink({
			type: 'recovery',
			email: 'told-by-phone@example.org'
		});
		const { error } = await bench.client().auth.verifyOtp({
			email: 'told-by-phone@example.org',
			token: data.properties?.email_otp ?? '',
			type: 'recovery'
		});
		expect(error).toBeNull();
	});

	test('for a change of address needs both halves', async () => {
		const [email, newEmail] = ['handed@example.org', 'handed-new@example.org'];
		await bench.addUser(email);
		const half = async (type: 'email_change_current' | 'email_change_new') =>
			(await admin().generateLink({ type, email, newEmail })).data.properties?.hashed_token ?? '';
		const [current, next] = [await half('email_change_current'), await half('email_change_new')];
		const confirm = (token_hash: string) =>
			bench.client().auth.verifyOtp({ token_hash, type: 'email_change' });
		expect((await confirm(current)).data.session).toBeNull();
		expect((await confirm(next)).data.user?.email).toBe(newEmail);
	});

	test('for nobody is refused', async () => {
		const { error } = await admin().generateLink({ type: 'recovery', email: 'no@example.org' });
		expect(error).toMatchObject({ code: 'user_not_found', status: 404 });
	});
});
