import { randomUUID } from 'node:crypto';
import { connect, expect, test } from '../../support/database.ts';
import {
	anonymousClient,
	demoPassword,
	demoPeople,
	signedInClient,
	type Client
} from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

const stack = testStack();
const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });

/** Somebody new, signed in on so many devices. */
async function somebody<Devices extends number[]>(...devices: Devices) {
	const email = `${randomUUID()}@lantern.example`;
	const made = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	const clients = await Promise.all(devices.map(() => signedInClient(stack, email)));
	return { id: made.data.user?.id ?? '', clients };
}

const goesOn = async (client: Client) => (await client.rpc('current_access')).error === null;
const forget = (id: string) => secret.auth.admin.deleteUser(id);

test('one’s own sessions are listed, this one first, and ended one by one or all others', async () => {
	const { id, clients } = await somebody(1, 2, 3);
	const [here, there, elsewhere] = clients as [Client, Client, Client];
	try {
		const { data: listed } = await here.rpc('own_sessions');
		expect(listed?.map(({ is_this }) => is_this)).toEqual([true, false, false]);
		const { data: seenThere } = await there.rpc('own_sessions');
		const thereId = seenThere?.[0]?.id ?? '';
		expect(listed?.map((session) => session.id)).toContain(thereId);

		expect((await here.rpc('end_session', { p_session_id: thereId })).error).toBeNull();
		expect(await Promise.all(clients.map(goesOn))).toEqual([true, false, true]);
		// Neither is it there a second time, nor can its refresh token bring it back.
		expect((await here.rpc('end_session', { p_session_id: thereId })).error?.code).toBe('PT404');
		expect((await there.auth.refreshSession()).error).not.toBeNull();

		expect((await here.rpc('end_other_sessions')).data).toBe(1);
		expect(await goesOn(elsewhere)).toBe(false);
		expect(await goesOn(here)).toBe(true);
	} finally {
		await forget(id);
	}
});

test('nobody ends a stranger’s session, and “not yours” is answered as “not there”', async () => {
	const [victim, stranger] = await Promise.all([somebody(1), somebody(1)]);
	const [theirs, mine] = [victim.clients[0] as Client, stranger.clients[0] as Client];
	try {
		const { data } = await theirs.rpc('own_sessions');
		const refused = await mine.rpc('end_session', { p_session_id: data?.[0]?.id ?? '' });
		const missing = await mine.rpc('end_session', { p_session_id: randomUUID() });
		expect(refused.error).toEqual(missing.error);
		for (const name of ['person_sessions', 'end_person_sessions'] as const) {
			expect((await mine.rpc(name, { p_user_id: victim.id })).error?.code).toBe('42501');
		}
		expect(await goesOn(theirs)).toBe(true);
	} finally {
		await Promise.all([forget(victim.id), forget(stranger.id)]);
	}
});

test('who manages access ends all sessions of a person: at once, told to them, and in the log', async () => {
	const { id, clients } = await somebody(1, 2);
	const admin = await signedInClient(stack, demoPeople.admin);
	const owner = await connect();
	try {
		expect((await admin.rpc('person_sessions', { p_user_id: id })).data).toHaveLength(2);
		expect((await admin.rpc('end_person_sessions', { p_user_id: id })).data).toBe(2);
		expect(await Promise.all(clients.map(goesOn))).toEqual([false, false]);
		expect((await admin.rpc('end_person_sessions', { p_user_id: randomUUID() })).error?.code).toBe(
			'PT404'
		);
		const { data: adminUser } = await admin.auth.getUser();
		const { rows } = await owner.query(
			`select actor_id, actor_name is not null as named, after from audit.events where action = 'sessions_ended' and row_id = $1`,
			[id]
		);
		expect(rows).toEqual([{ actor_id: adminUser.user?.id, named: true, after: { sessions: 2 } }]);
		const { rows: told } = await owner.query(
			`select from realtime.messages where event = 'access_changed' and topic = 'user:' || $1 limit 1`,
			[id]
		);
		expect(told).toHaveLength(1);
	} finally {
		await Promise.all([owner.end(), forget(id)]);
	}
});

test('ended from twenty places at once, a session ends once and nobody hears an error but “gone”', async () => {
	const { id, clients } = await somebody(1, 2);
	const [here, there] = clients as [Client, Client];
	try {
		const { data } = await there.rpc('own_sessions');
		const answers = await Promise.all(
			Array.from({ length: 20 }, () =>
				here.rpc('end_session', { p_session_id: data?.[0]?.id ?? '' })
			)
		);
		const codes = answers.map(({ error }) => error?.code ?? 'done');
		expect(codes.filter((code) => code === 'done')).toHaveLength(1);
		expect(codes.filter((code) => code === 'PT404')).toHaveLength(19);
	} finally {
		await forget(id);
	}
});

const moz = 'Mozilla/5.0';
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test('a device is called by its browser and system, as far as it says them', async ({ db }) => {
	const agents: [string | null, string | null, string | null][] = [
		[`${moz} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox', 'Windows'],
		[`${moz} (Windows NT 10.0) ${webkit} Chrome/141.0 Safari/537.36`, 'Chrome', 'Windows'],
		[`${moz} (Windows NT 10.0) ${webkit} Chrome/141.0 Safari/537.36 Edg/141.0`, 'Edge', 'Windows'],
		[
			`${moz} (Linux; Android 15; K) ${webkit} Chrome/141.0 Mobile Safari/537.36`,
			'Chrome',
			'Android'
		],
		[
			`${moz} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.6 Safari/605.1.15`,
			'Safari',
			'macOS'
		],
		[
			`${moz} (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} CriOS/141.0 Mobile Safari/604.1`,
			'Chrome',
			'iPhone'
		],
		[`${moz} (X11; Linux x86_64) ${webkit} HeadlessChrome/141.0 Safari/537.36`, 'Chrome', 'Linux'],
		['node', null, null],
		[null, null, null]
	];
	for (const [agent, browser, system] of agents) {
		expect(
			await db.row('select private.browser_of($1) as browser, private.system_of($1) as system', [
				agent
			])
		).toEqual({ browser, system });
	}
});
