import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { connect, expect, test } from '../../support/database.ts';
import {
	anonymousClient,
	demoPassword,
	signedInClient,
	type Client
} from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';
import { mailedLink } from '../../e2e/mail.ts';

/** What the owner of an account is told by mail of a sign-in, and what they can do about one that was not theirs. */

const stack = testStack();
const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
const newDevice = () => randomBytes(32).toString('base64url');

async function somebody(locale = 'en') {
	const email = `${randomUUID()}@lantern.example`;
	const made = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true,
		user_metadata: { locale }
	});
	return { id: made.data.user?.id ?? '', email };
}

/** Signs in as the app does, on a device. */
async function signIn(email: string, device: string): Promise<Client> {
	const client = await signedInClient(stack, email);
	const { error } = await client.rpc('remember_device', { p_token: device });
	if (error) throw new Error(error.message);
	return client;
}

const noticesOf = async (owner: pg.Client, id: string) =>
	(
		await owner.query<{ kind: string; due: boolean }>(
			`select kind, due_at <= now() as due from private.account_notices where user_id = $1 order by made_at`,
			[id]
		)
	).rows;

/** The mail that tells of a sign-in, and its link's token. */
async function told(email: string): Promise<{ text: string; token: string }> {
	const link = await mailedLink(stack, email, 20_000, '/not-me/');
	const list = await fetch(`${stack.mailUrl}/api/messages?to=${encodeURIComponent(email)}`);
	const { messages } = (await list.json()) as { messages: { id: string }[] };
	const mail = await fetch(`${stack.mailUrl}/api/messages/${messages[0]?.id}`);
	return {
		text: ((await mail.json()) as { text: string }).text,
		token: link.split('/not-me/')[1] ?? ''
	};
}

const disown = (token: string) =>
	anonymousClient(stack)
		.rpc('disown_sign_in', { p_token: token })
		.then(({ error }) => error);

test('a sign-in on a new device is told by mail, once; on a known one it is not', async () => {
	const { id, email } = await somebody('es');
	const owner = await connect();
	try {
		const device = newDevice();
		await signIn(email, device);
		const { text } = await told(email);
		expect(text).toContain('en un dispositivo en el que no se había usado antes');
		expect(text).toContain('No he sido yo');
		await signIn(email, device);
		expect(await noticesOf(owner, id)).toEqual([{ kind: 'new_device', due: true }]);

		// Said twice in one session, a new device is none the less new.
		const stolen = newDevice();
		const thief = await signedInClient(stack, email);
		await Promise.all([1, 2, 3].map(() => thief.rpc('remember_device', { p_token: stolen })));
		expect(await noticesOf(owner, id)).toHaveLength(2);
	} finally {
		await owner.end();
		await secret.auth.admin.deleteUser(id);
	}
});

test('who signs in past the app, and says no device, is told of a minute later', async () => {
	const { id, email } = await somebody();
	const owner = await connect();
	try {
		await signedInClient(stack, email);
		expect(await noticesOf(owner, id)).toEqual([{ kind: 'new_device', due: false }]);
	} finally {
		await owner.end();
		await secret.auth.admin.deleteUser(id);
	}
});

test('“this was not me” ends all sessions and the password, once, and lets nobody in', async () => {
	const { id, email } = await somebody();
	const owner = await connect();
	try {
		const mine = await signIn(email, newDevice());
		const thief = await signedInClient(stack, email);
		await thief.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'stolen' });
		const { token } = await told(email);
		const errors = await Promise.all(Array.from({ length: 10 }, () => disown(token)));
		expect(errors.filter((error) => error === null)).toHaveLength(1);
		expect(errors.filter((error) => error?.code === 'LN014')).toHaveLength(9);

		for (const client of [mine, thief]) {
			expect((await client.rpc('own_sessions')).error?.code).toBe('PT401');
			expect((await client.auth.refreshSession()).error).not.toBeNull();
		}
		await expect(signedInClient(stack, email)).rejects.toThrow('Invalid login credentials');
		const { rows } = await owner.query(
			`select (select count(*)::int from auth.mfa_factors where user_id = $1) as factors,
				(select count(*)::int from private.known_devices where user_id = $1) as devices,
				(select count(*)::int from audit.events where action = 'sign_in_disowned' and row_id = $1::text) as logged`,
			[id]
		);
		expect(rows).toEqual([{ factors: 0, devices: 0, logged: 1 }]);
	} finally {
		await owner.end();
		await secret.auth.admin.deleteUser(id);
	}
});

test('a link that is unknown or a week old is over, and nothing changes', async () => {
	const { id, email } = await somebody();
	const owner = await connect();
	try {
		const mine = await signIn(email, newDevice());
		const { token } = await told(email);
		await owner.query(
			`update private.account_notices set made_at = now() - interval '8 days' where user_id = $1`,
			[id]
		);
		expect((await disown(token))?.code).toBe('LN014');
		expect((await disown(newDevice()))?.code).toBe('LN014');
		expect((await mine.rpc('own_sessions')).data).toHaveLength(1);
	} finally {
		await owner.end();
		await secret.auth.admin.deleteUser(id);
	}
});

test('a thousand sign-ins do not fill a mailbox', async ({ db }) => {
	const { id } = await db.createUser();
	for (let nth = 0; nth < 15; nth++) {
		await db.rows(`select private.note_account($1, 'new_device', p_in => '1 minute')`, [id]);
	}
	expect(
		await db.value('select count(*)::int from private.account_notices where user_id = $1', [id])
	).toBe(10);
});
