import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailedLink } from '../e2e/mail.ts';
import {
	anonymousClient,
	demoPassword,
	demoPeople,
	signedInClient,
	type Client,
	type DemoRole
} from '../support/people.ts';
import { testStack } from '../support/stack.ts';

const stack = testStack();
const clients: Partial<Record<DemoRole, Client>> = {};
let owner: pg.Pool;

beforeAll(async () => {
	owner = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
	for (const role of ['admin', 'nurse', 'patient'] as const) {
		clients[role] = await signedInClient(stack, demoPeople[role]);
	}
});
afterAll(async () => {
	await owner.end();
});

const newAddress = () => `invited-${randomUUID().slice(0, 8)}@example.org`;

interface Answer {
	status: number;
	body: { state?: string; staff_id?: string; code?: string; hint?: string };
}

/** Calls the function with somebody's token, or with none. */
async function call(who: DemoRole | Client | null, body: unknown): Promise<Answer> {
	const client = typeof who === 'string' ? clients[who] : who;
	const token = (await client?.auth.getSession())?.data.session?.access_token;
	const answer = await fetch(`${stack.url}/functions/v1/invite`, {
		method: 'POST',
		headers: {
			apikey: stack.publishableKey,
			'content-type': 'application/json',
			...(token && { authorization: `Bearer ${token}` })
		},
		body: JSON.stringify(body)
	});
	return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const nurse = (email: string) => ({
	email,
	locale: 'es',
	person: { full_name: 'Nora Nueva', position: 'nurse' }
});

const mailsTo = async (email: string) => {
	const answer = await fetch(`${stack.mailUrl}/api/messages?to=${encodeURIComponent(email)}`);
	return ((await answer.json()) as { messages: { subject: string }[] }).messages;
};

const one = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[]) =>
	(await owner.query<Row>(sql, values)).rows[0];

/** What the database holds of an address. */
const stateOf = (email: string) =>
	one<{ accounts: number; staff: number; open: number; roles: string[] }>(
		`select
			(select count(*)::int from auth.users where email = $1) as accounts,
			(select count(*)::int from public.staff join public.profiles on profiles.id = staff.user_id where email = $1) as staff,
			(select count(*)::int from public.staff_invitations where email = $1 and accepted_at is null and withdrawn_at is null) as open,
			array(select role_id from public.user_roles join public.profiles on profiles.id = user_id where email = $1 order by 1) as roles`,
		[email]
	);

const nothing = { accounts: 0, staff: 0, open: 0, roles: [] };

/** Follows the mailed link and chooses a password, as the pages do. */
async function accept(email: string, password: string): Promise<Client> {
	const link = new URL(await mailedLink(stack, email));
	const client = anonymousClient(stack);
	const { error } = await client.auth.verifyOtp({
		type: 'invite',
		token_hash: link.searchParams.get('token_hash') ?? ''
	});
	expect(error).toBeNull();
	const changed = await client.auth.updateUser({ password });
	expect(changed.error).toBeNull();
	return client;
}

describe('an invitation', () => {
	test('reaches the person in their language; they choose a password and have their rights', async () => {
		const email = newAddress();
		const { status, body } = await call('admin', nurse(email));
		expect([status, body.state]).toEqual([200, 'sent']);
		expect(await stateOf(email)).toEqual({
			accounts: 1,
			staff: 1,
			open: 1,
			roles: ['nurse', 'patient']
		});
		await mailedLink(stack, email);
		expect((await mailsTo(email))[0]?.subject).toBe('Su invitación a Lantern');

		await accept(email, 'A-fine-password-1');
		const client = await signedInClient(stack, email, 'A-fine-password-1');
		const { data } = await client.rpc('current_access');
		expect(data).toMatchObject({ name: 'Nora Nueva', kind: 'staff', locale: 'es' });
		expect((await stateOf(email))?.open).toBe(0);
	});

	test('asked for twice makes one person and sends one mail; sending again is a wish of its own', async () => {
		const email = newAddress();
		const first = await call('admin', nurse(email));
		const second = await call('admin', nurse(email));
		expect(second.body).toEqual({ state: 'sent_before', staff_id: first.body.staff_id });
		const invitation = await one<{ id: string }>(
			'select id from public.staff_invitations where email = $1',
			[email]
		);
		await mailedLink(stack, email);
		expect(await mailsTo(email)).toHaveLength(1);
		// The auth service lets a second pass between two mails to one address.
		await expect
			.poll(async () => (await call('admin', { resend: invitation?.id })).body.state, {
				interval: 500,
				timeout: 10_000
			})
			.toBe('sent');
		await expect.poll(async () => (await mailsTo(email)).length).toBe(2);
		expect(await stateOf(email)).toMatchObject({ accounts: 1, staff: 1, open: 1 });
	});

	test('two admins at once make one person', async () => {
		const email = newAddress();
		const answers = await Promise.all([
			call('admin', nurse(email)),
			call('admin', nurse(email)),
			call('admin', nurse(email))
		]);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(new Set(answers.map(({ body }) => body.staff_id)).size).toBe(1);
		expect(await stateOf(email)).toMatchObject({ accounts: 1, staff: 1, open: 1 });
	});

	test('broken off after the account, or before the mail, is finished by asking again', async () => {
		const email = newAddress();
		// The account is there, and nothing else: as left by a function that died.
		await owner.query(
			`insert into auth.users (instance_id, id, aud, role, email, encrypted_password, raw_app_meta_data, raw_user_meta_data,
				confirmation_token, recovery_token, email_change, email_change_token_new)
			 values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1, '', '{}', '{}', '', '', '', '')`,
			[email]
		);
		const admin = clients.admin;
		const made = await admin?.rpc('invite_staff', {
			p_email: email,
			p_locale: 'es',
			p_person: { full_name: 'Nora Nueva', position: 'nurse' }
		});
		expect(made?.error).toBeNull();
		expect(await mailsTo(email)).toEqual([]);

		const { body } = await call('admin', nurse(email));
		expect(body.state).toBe('sent');
		await mailedLink(stack, email);
		expect(await stateOf(email)).toMatchObject({ accounts: 1, staff: 1, open: 1 });
	});

	test('links the account of somebody who has one, and leaves their password alone', async () => {
		const email = newAddress();
		await owner.query(
			`insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
				confirmation_token, recovery_token, email_change, email_change_token_new)
			 values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1,
			         extensions.crypt($2, extensions.gen_salt('bf', 4)), now(), '{}', '{}', '', '', '', '')`,
			[email, demoPassword]
		);
		const { body } = await call('admin', nurse(email));
		expect(body.state).toBe('linked');
		expect(await stateOf(email)).toEqual({
			accounts: 1,
			staff: 1,
			open: 0,
			roles: ['nurse', 'patient']
		});
		await signedInClient(stack, email);
		expect(await mailsTo(email)).toEqual([]);
	});

	test('to who works here already is refused by name', async () => {
		const { status, body } = await call('admin', nurse(demoPeople.receptionist));
		expect([status, body.code]).toEqual([409, '23505']);
	});

	test('that makes no sense leaves nothing behind', async () => {
		const email = newAddress();
		const wrong = { ...nurse(email), person: { full_name: 'Nora', position: 'doctor' } };
		expect((await call('admin', wrong)).status).toBe(422);
		const unknown = {
			...nurse(email),
			person: { full_name: 'Nora', position: 'nurse', department_id: randomUUID() }
		};
		const { status, body } = await call('admin', unknown);
		expect([status, body.hint]).toEqual([422, 'department_id']);
		expect(await stateOf(email)).toEqual(nothing);
	});
});

describe('a stranger never comes by a staff role', () => {
	test('not by calling the function without a token, or with one that may not invite', async () => {
		const email = newAddress();
		// The publishable key alone is a stranger's.
		expect((await call(null, nurse(email))).status).toBe(403);
		for (const who of ['nurse', 'patient'] as const) {
			const { status, body } = await call(who, nurse(email));
			expect([status, body.code]).toEqual([403, '42501']);
			const claimed = await call(who, { ...nurse(email), role: 'admin', invited_by: 'admin' });
			expect(claimed.status).toBe(403);
		}
		expect(await stateOf(email)).toEqual(nothing);
	});

	test('not by sending somebody’s invitation again', async () => {
		const email = newAddress();
		await call('admin', nurse(email));
		const invitation = await one<{ id: string }>(
			'select id from public.staff_invitations where email = $1',
			[email]
		);
		expect((await call('nurse', { resend: invitation?.id })).status).toBe(404);
		expect((await call('admin', { resend: randomUUID() })).status).toBe(404);
	});

	test('not by what is said when registering, nor by writing to the tables', async () => {
		const email = newAddress();
		const client = anonymousClient(stack);
		const { error } = await client.auth.signUp({
			email,
			password: demoPassword,
			options: { data: { role: 'admin', roles: ['admin'], position: 'doctor', kind: 'admin' } }
		});
		expect(error).toBeNull();
		expect(await stateOf(email)).toMatchObject({ staff: 0, roles: ['patient'] });

		const patient = clients.patient;
		const userId = (await patient?.auth.getUser())?.data.user?.id ?? '';
		const invitation = { staff_id: randomUUID(), email, locale: 'en' };
		const writes = await Promise.all([
			patient?.from('staff').insert({ user_id: userId, full_name: 'M', position: 'doctor' }),
			patient?.from('user_roles').insert({ user_id: userId, role_id: 'admin' }),
			patient?.from('staff_invitations').insert(invitation),
			patient?.rpc('grant_role', { p_user_id: userId, p_role_id: 'admin' }),
			patient?.rpc('invite_staff', {
				p_email: demoPeople.patient,
				p_locale: 'en',
				p_person: { full_name: 'M', position: 'administrator' }
			})
		]);
		expect(writes.map((write) => write?.error?.code)).toEqual(Array(5).fill('42501'));
	});

	test('not by registering somebody’s address before the hospital invites it', async () => {
		const email = newAddress();
		const stranger = anonymousClient(stack);
		await stranger.auth.signUp({ email, password: 'The-strangers-own-1' });
		const { body } = await call('admin', nurse(email));
		expect(body.state).toBe('sent');
		// The owner follows the link and is called away before choosing a password.
		const link = new URL(await invitationLink(email));
		const { error } = await anonymousClient(stack).auth.verifyOtp({
			type: 'invite',
			token_hash: link.searchParams.get('token_hash') ?? ''
		});
		expect(error).toBeNull();
		await expect(signedInClient(stack, email, 'The-strangers-own-1')).rejects.toThrow(/invalid/i);
	});
});

/** Waits for the link of an invitation, past the mail of a registration before it. */
async function invitationLink(email: string): Promise<string> {
	let link = '';
	await expect
		.poll(async () => (link = await mailedLink(stack, email)), { timeout: 10_000 })
		.toContain('type=invite');
	return link;
}
