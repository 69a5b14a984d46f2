import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { connect, expect, test } from '../../support/database.ts';
import { anonymousClient, demoPassword } from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

/** An access token is good for a quarter of an hour; what its owner may do must not be. */

const stack = testStack();
const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });

/** Somebody new, signed in: what they still hold when the session has ended is their token. */
async function signedIn() {
	const email = `${randomUUID()}@lantern.example`;
	const { data } = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	const id = data.user?.id ?? '';
	const client = anonymousClient(stack);
	const { data: signed } = await client.auth.signInWithPassword({ email, password: demoPassword });
	const token = signed.session?.access_token ?? '';
	return { id, email, client, token };
}

/** What a hostile client with the token gets by REST and by a live channel. */
async function rights(id: string, token: string) {
	const answer = await fetch(`${stack.url}/rest/v1/profiles?select=id`, {
		headers: { apikey: stack.publishableKey, authorization: `Bearer ${token}` }
	});
	const client = anonymousClient(stack) as unknown as SupabaseClient;
	await client.realtime.setAuth(token);
	const joined = await new Promise<string>((resolve) => {
		client.channel(`user:${id}`, { config: { private: true } }).subscribe(resolve);
	});
	await client.removeAllChannels();
	return { status: answer.status, joined };
}

const forgotten = (ids: string[]) =>
	connect().then(async (owner) => {
		await owner.query('delete from auth.users where id = any ($1)', [ids]);
		await owner.end();
	});

const live = { status: 200, joined: 'SUBSCRIBED' };
const over = { status: 401, joined: 'CHANNEL_ERROR' };

test('a token ends with its session: signed out, a new password, banned, revoked', async () => {
	const people = await Promise.all([signedIn(), signedIn(), signedIn(), signedIn(), signedIn()]);
	const [leaving, changing, banned, revoked, staying] = people as [
		(typeof people)[0],
		(typeof people)[0],
		(typeof people)[0],
		(typeof people)[0],
		(typeof people)[0]
	];
	const owner = await connect();
	try {
		expect(await rights(leaving.id, leaving.token)).toEqual(live);
		await leaving.client.auth.signOut();
		const elsewhere = anonymousClient(stack);
		await elsewhere.auth.signInWithPassword({ email: changing.email, password: demoPassword });
		await elsewhere.auth.updateUser({
			password: 'Another-password-26',
			current_password: demoPassword
		});
		await secret.auth.admin.updateUserById(banned.id, { ban_duration: '1h' });
		await owner.query('delete from auth.sessions where user_id = $1', [revoked.id]);
		const ended = [leaving, changing, banned, revoked];
		expect(await Promise.all(ended.map(({ id, token }) => rights(id, token)))).toEqual(
			ended.map(() => over)
		);
		expect(await rights(staying.id, staying.token)).toEqual(live);

		const { rows } = await owner.query<{ id: string }>(
			`select distinct right(topic, 36) as id from realtime.messages where event = 'access_changed' and topic = any ($1)`,
			[[banned, revoked].map(({ id }) => `user:${id}`)]
		);
		expect(rows.map(({ id }) => id).sort()).toEqual([banned.id, revoked.id].sort());
	} finally {
		await owner.end();
		await forgotten(people.map(({ id }) => id));
	}
});

test('a session ends after as many days as the hospital allows, however much it is used', async () => {
	const [old, young] = [await signedIn(), await signedIn()];
	const owner = await connect();
	const begun = (id: string, ago: string) =>
		owner.query('update auth.sessions set created_at = now() - $2::interval where user_id = $1', [
			id,
			ago
		]);
	try {
		await begun(old.id, '7 days 1 second');
		await begun(young.id, '6 days 23 hours');
		expect(await rights(old.id, old.token)).toEqual(over);
		expect(await rights(young.id, young.token)).toEqual(live);
		// What would renew it goes with it, and its browser is told.
		const told = () =>
			owner
				.query(`select from realtime.messages where event = 'access_changed' and topic = $1`, [
					`user:${old.id}`
				])
				.then(({ rowCount }) => rowCount ?? 0);
		const before = await told();
		await owner.query(`select private.run_job('old_sessions')`);
		expect((await old.client.auth.refreshSession()).error?.code).toBe('refresh_token_not_found');
		expect((await young.client.auth.refreshSession()).error).toBeNull();
		expect(await told()).toBe(before + 1);
	} finally {
		await owner.end();
		await forgotten([old.id, young.id]);
	}
});
