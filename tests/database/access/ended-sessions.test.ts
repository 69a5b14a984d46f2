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
		await begun(young.id, '10 minutes');
		await young.client.rpc('note_activity').throwOnError();
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

test('a session in which nothing is done for as long as the hospital says is over, though its token is good', async () => {
	const [left, busy] = [await signedIn(), await signedIn()];
	const owner = await connect();
	const ago = (id: string, minutes: number) =>
		owner.query(
			`with begun as (
				update auth.sessions set created_at = now() - make_interval(mins => $2) where user_id = $1 returning id
			)
			update private.session_states set active_at = now() - make_interval(mins => $2)
			where session_id in (select id from begun)`,
			[id, minutes]
		);
	const { rows } = await owner.query<{ idle: number }>(
		'select idle_minutes as idle from public.hospital_settings'
	);
	const idle = rows[0]?.idle ?? 0;
	const asks = await owner.query<{ text: string }>(
		`select pg_get_functiondef(oid) as text from pg_proc
		where pronamespace = 'private'::regnamespace and proname in ('session_goes_on', 'session_over')`
	);
	/** The tests' database has not been there for as long as anybody's limit. */
	const thereSince = async (hours: number) => {
		for (const { text } of asks.rows)
			await owner.query(
				hours === 0
					? text
					: text.replace(
							'pg_postmaster_start_time()',
							`pg_postmaster_start_time() - interval '${hours} hours'`
						)
			);
	};
	try {
		// Who was at it while the database was away could not be noted.
		await ago(left.id, 24 * 60);
		expect(await rights(left.id, left.token)).toEqual(live);
		await owner.query(`select private.run_job('old_sessions')`);
		expect(await rights(left.id, left.token)).toEqual(live);
		await thereSince(24);
		// The page's own limit comes first, and what it noted may be a minute old.
		for (const { id, token } of [left, busy]) {
			await ago(id, idle + 2);
			expect(await rights(id, token)).toEqual(live);
		}
		// Whatever writes is somebody's doing, noted once a minute; what is only read may be a page that lies there.
		await busy.client.rpc('update_own_profile', { p_full_name: 'Busy', p_locale: 'en' });
		const noted = () =>
			owner
				.query<{ at: Date | null }>(
					`select (select active_at from private.session_states where session_id = sessions.id) as at
					from auth.sessions where user_id = $1`,
					[busy.id]
				)
				.then((found) => found.rows[0]?.at);
		const first = await noted();
		expect(first).toBeInstanceOf(Date);
		await busy.client.rpc('note_activity').throwOnError();
		await busy.client.from('profiles').select('id').throwOnError();
		expect(await noted()).toEqual(first);
		await owner.query(
			`update private.session_states set active_at = active_at - interval '2 minutes'
			where session_id in (select id from auth.sessions where user_id = $1)`,
			[busy.id]
		);
		await busy.client.rpc('note_activity').throwOnError();
		expect(Number(await noted())).toBeGreaterThanOrEqual(Number(first));

		await ago(left.id, idle + 3);
		await owner.query(
			`update auth.sessions set created_at = now() - interval '1 day' where user_id = $1`,
			[busy.id]
		);
		expect(await rights(left.id, left.token)).toEqual(over);
		expect((await left.client.rpc('note_activity')).error?.code).toBe('PT401');
		expect(await rights(busy.id, busy.token)).toEqual(live);

		// Renewed it would be over all the same, and with its row goes what renews it.
		expect((await left.client.auth.refreshSession()).error).toBeNull();
		const { data } = await left.client.auth.getSession();
		expect(await rights(left.id, data.session?.access_token ?? '')).toEqual(over);
		await owner.query(`select private.run_job('old_sessions')`);
		expect((await left.client.auth.refreshSession()).error?.code).toBe('refresh_token_not_found');
		expect((await busy.client.auth.refreshSession()).error).toBeNull();
	} finally {
		await thereSince(0);
		await owner.end();
		await forgotten([left.id, busy.id]);
	}
});

test('ten requests at once that write note it without waiting for each other', async () => {
	const busy = await signedIn();
	const owner = await connect();
	try {
		await owner.query(
			`update auth.sessions set created_at = now() - interval '5 minutes' where user_id = $1`,
			[busy.id]
		);
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => busy.client.rpc('note_activity'))
		);
		expect(answers.map(({ error }) => error)).toEqual(Array(10).fill(null));
		const { rowCount } = await owner.query(
			`select from private.session_states where active_at is not null
				and session_id in (select id from auth.sessions where user_id = $1)`,
			[busy.id]
		);
		expect(rowCount).toBe(1);
	} finally {
		await owner.end();
		await forgotten([busy.id]);
	}
});
