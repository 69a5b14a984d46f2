import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { metricsToken } from '../keys.ts';
import { openBench, type Bench } from '../testing.ts';
import { DatabaseFeed } from './database-feed.ts';
import { limitsOf } from './limits.ts';
import { createRealtime, type Realtime } from './service.ts';
import { listen, quiet, type Listener } from './testing.ts';

/* Topics are rooms; whoever is a member may read and send, except in rooms named quiet:… */
const rooms = `
create table public.members (room text not null, user_id uuid not null);
grant select on public.members to authenticated;
create policy messages_select_members on realtime.messages for select to authenticated using (
	exists (
		select from public.members
		where user_id = (select auth.uid()) and room = (select realtime.topic())
	)
);
create policy messages_insert_members on realtime.messages for insert to authenticated with check (
	(select realtime.topic()) not like 'quiet:%' and exists (
		select from public.members
		where user_id = (select auth.uid()) and room = (select realtime.topic())
	)
);`;

let bench: Bench;
let realtime: Realtime;

beforeAll(async () => {
	// The client warns when it falls back to HTTP and when it shuts down; neither is of interest.
	vi.spyOn(console, 'warn').mockImplementation(() => {});
	bench = await openBench();
	await bench.sql.query(rooms);
	realtime = await createRealtime(bench.context, { presenceCalls: 5, publicChannels: true });
	bench.mount('/realtime/v1', realtime);
});

afterAll(() => bench.close());

const opened: SupabaseClient[] = [];
afterEach(async () => {
	for (const client of opened.splice(0)) await client.realtime.disconnect();
});

/** A signed-in member of a new room of their own. */
async function member(room: string, options?: Parameters<Bench['client']>[1]) {
	const id = randomUUID();
	await bench.sql.query('insert into public.members values ($1, $2)', [room, id]);
	return { id, client: track(bench.client(id, options)) };
}

function track(client: SupabaseClient) {
	opened.push(client);
	return client;
}

const announce = (room: string, event: string, payload: object, isPrivate = true) =>
	bench.sql.query('select realtime.send($1::jsonb, $2, $3, $4)', [
		JSON.stringify(payload),
		event,
		room,
		isPrivate
	]);

/** Ends what follows the database's messages; how many of them there were. */
async function endReplication(): Promise<number | null> {
	const superuser = new pg.Client(bench.context.databaseUrl('supabase_admin'));
	await superuser.connect();
	const { rowCount } = await superuser.query(
		`select pg_terminate_backend(pid) from pg_stat_replication
		where application_name = 'realtime_replication_connection'`
	);
	await superuser.end();
	return rowCount;
}

const events = (listener: Listener) => listener.heard.map((message) => message.event);

describe('joining a private channel', () => {
	test('members may', async () => {
		const { client } = await member('room:join');

		expect((await listen(client, 'room:join')).statuses).toEqual(['SUBSCRIBED']);
	});

	test('others may not, and are told so', async () => {
		const stranger = track(bench.client(randomUUID()));
		const listener = await listen(stranger, 'room:join');

		expect(listener.statuses).toEqual(['CHANNEL_ERROR']);
		expect(listener.refusals[0]).toBe(
			'Unauthorized: You do not have permissions to read from this Channel topic: room:join'
		);
	});

	test('an anonymous client may not', async () => {
		expect((await listen(track(bench.client()), 'room:join')).statuses).toEqual(['CHANNEL_ERROR']);
	});

	test('the public topic of the same name is another one', async () => {
		const { client } = await member('room:both');
		const inside = await listen(client, 'room:both');
		const outside = await listen(track(bench.client()), 'room:both', { private: false });
		await announce('room:both', 'secret', {});
		await announce('room:both', 'open', {}, false);

		await expect.poll(() => events(outside)).toEqual(['open']);
		expect(events(inside)).toEqual(['secret']);
	});

	test('the probes leave nothing behind', async () => {
		const { client } = await member('room:probe');
		const { channel } = await listen(client, 'room:probe');
		await channel.send({ type: 'broadcast', event: 'first', payload: {} });
		await quiet();
		const { rows } = await bench.sql.query(
			`select count(*)::int from realtime.messages where topic = 'room:probe'`
		);

		expect(rows).toEqual([{ count: 0 }]);
	});

	test('what was sent since a moment is told again to who asks for it, the latest only', async () => {
		const room = 'room:replay';
		const { client } = await member(room);
		const witness = await listen((await member(room)).client, room);
		await announce(room, 'before', {});
		const { rows } = await bench.sql.query<{ at: number }>(
			'select extract(epoch from clock_timestamp())::float8 * 1000 as at'
		);
		const since = rows[0]?.at ?? NaN;
		for (const n of [1, 2, 3]) await announce(room, 'after', { n });
		await announce('room:other', 'elsewhere', {});
		// What is still on its way when somebody joins comes twice.
		await expect.poll(() => witness.heard.length).toBe(4);
		const listener = await listen(client, room, {
			private: true,
			broadcast: { replay: { since, limit: 2 } }
		});

		const heard = () =>
			listener.heard.map(({ payload, replayed }) => [(payload as { n: number }).n, replayed]);
		await expect.poll(heard).toEqual([
			[2, true],
			[3, true]
		]);
		await announce(room, 'after', { n: 4 });
		await expect.poll(() => heard()[2]).toEqual([4, undefined]);
	});

	test('who asks for no replay gets none', async () => {
		const { client } = await member('room:no-replay');
		const witness = await listen((await member('room:no-replay')).client, 'room:no-replay');
		await announce('room:no-replay', 'before', {});
		// What is still on its way when somebody joins is told to them, too.
		await expect.poll(() => events(witness)).toEqual(['before']);
		const listener = await listen(client, 'room:no-replay');
		await quiet();

		expect(listener.heard).toEqual([]);
	});

	test('a bad API key is refused at the handshake', async () => {
		const socket = new WebSocket(
			`${bench.context.apiUrl.replace('http', 'ws')}/realtime/v1/websocket?apikey=nonsense`
		);
		const status = await new Promise((resolve) => {
			socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
			socket.on('error', () => {});
		});

		expect(status).toBe(401);
	});
});

describe('broadcasting', () => {
	test.each(['1.0.0', '2.0.0'] as const)(
		'reaches a client of protocol %s from a client, from HTTP and from the database',
		async (vsn) => {
			const room = `room:broadcast:${vsn}`;
			const reader = await member(room, { realtime: { vsn } });
			const writer = await member(room);
			const listener = await listen(reader.client, room);
			const { channel } = await listen(writer.client, room);

			await channel.send({ type: 'broadcast', event: 'socket', payload: { text: 'é😀' } });
			await expect
				.poll(() => listener.heard)
				.toEqual([{ event: 'socket', payload: { text: 'é😀' } }]);

			await channel.httpSend('http', { n: 2 });
			await expect.poll(() => listener.heard[1]).toEqual({ event: 'http', payload: { n: 2 } });

			await announce(room, 'database', { n: 3 });
			await expect
				.poll(() => listener.heard[2])
				.toEqual({
					event: 'database',
					payload: { n: 3, id: expect.any(String) },
					id: expect.any(String)
				});
		}
	);

	test('a 1.0.0 client can send, too', async () => {
		const reader = await listen((await member('room:v1')).client, 'room:v1');
		const old = await member('room:v1', { realtime: { vsn: '1.0.0' } });
		const { channel } = await listen(old.client, 'room:v1');
		await channel.send({ type: 'broadcast', event: 'old', payload: { n: 1 } });

		await expect.poll(() => reader.heard).toEqual([{ event: 'old', payload: { n: 1 } }]);
	});

	test('bytes arrive as they were sent', async () => {
		const reader = await listen((await member('room:bytes')).client, 'room:bytes');
		const { channel } = await listen((await member('room:bytes')).client, 'room:bytes');
		const payload = new Uint8Array([0, 255, 7]).buffer;
		await channel.send({ type: 'broadcast', event: 'bytes', payload });
		await expect.poll(() => reader.heard.length).toBe(1);

		expect(new Uint8Array(reader.heard[0]?.payload as ArrayBuffer)).toEqual(
			new Uint8Array([0, 255, 7])
		);
	});

	test('the sender hears itself only if it asked to, and is answered only if it asked', async () => {
		const { client } = await member('room:self');
		const plain = await listen(client, 'room:self');
		const witness = await listen((await member('room:self')).client, 'room:self');
		await plain.channel.send({ type: 'broadcast', event: 'mine', payload: {} });
		// Whoever joins before it has gone round would hear it, too.
		await expect.poll(() => events(witness)).toEqual(['mine']);
		const other = await member('room:self');
		const asking = await listen(other.client, 'room:self', {
			private: true,
			broadcast: { self: true, ack: true }
		});

		expect(await asking.channel.send({ type: 'broadcast', event: 'echo', payload: {} })).toBe('ok');
		await expect.poll(() => events(asking)).toEqual(['echo']);
		expect(events(plain)).toEqual(['echo']);
	});

	test('messages keep their order, the first one included', async () => {
		const reader = await listen((await member('room:order')).client, 'room:order');
		const { channel } = await listen((await member('room:order')).client, 'room:order');
		const sent = Array.from({ length: 20 }, (_, index) => `e${index}`);
		for (const event of sent) void channel.send({ type: 'broadcast', event, payload: {} });

		await expect.poll(() => events(reader)).toEqual(sent);
	});

	test('who may read but not write is not heard, by socket or by HTTP', async () => {
		const reader = await listen((await member('quiet:1')).client, 'quiet:1');
		const { channel } = await listen((await member('quiet:1')).client, 'quiet:1', {
			private: true,
			broadcast: { ack: true }
		});
		const sent = channel.send(
			{ type: 'broadcast', event: 'whisper', payload: {} },
			{ timeout: 200 }
		);

		expect(await sent).toBe('timed out');
		expect(await channel.httpSend('whisper', {})).toEqual({ success: true });
		await quiet();
		expect(reader.heard).toEqual([]);
	});

	test('a stranger’s HTTP broadcast is swallowed', async () => {
		const reader = await listen((await member('room:http')).client, 'room:http');
		const stranger = track(bench.client(randomUUID()));
		await stranger.realtime.setAuth();
		const channel = stranger.channel('room:http', { config: { private: true } });
		await channel.httpSend('forged', {});
		await channel.send({ type: 'broadcast', event: 'forged', payload: {} });
		await quiet();

		expect(reader.heard).toEqual([]);
	});

	test('a malformed HTTP broadcast is refused with the reason', async () => {
		const send = (body: string) =>
			fetch(`${bench.context.apiUrl}/realtime/v1/api/broadcast`, {
				method: 'POST',
				headers: { authorization: `Bearer ${bench.context.keys.anonToken}` },
				body
			});

		expect((await send('{')).status).toBe(422);
		expect(await (await send('{"messages":[{"event":"e","payload":{}}]}')).json()).toEqual({
			message: 'topic: must be given'
		});
	});

	test('a frame that claims to be JSON and is not reaches nobody', async () => {
		const reader = await listen(track(bench.client()), 'open:json', { private: false });
		const raw = await rawSocket('2.0.0');
		await raw.ask(['1', '1', 'realtime:open:json', 'phx_join', { config: {} }]);
		const strings = ['1', '2', 'realtime:open:json', 'bad', ''];
		raw.socket.send(
			Buffer.concat([
				Buffer.from([3, ...strings.map((part) => part.length), 1]),
				Buffer.from(`${strings.join('')}{not json`)
			])
		);
		await quiet();
		raw.socket.close();

		expect(reader.heard).toEqual([]);
	});

	test('a thousand subscribers of one topic all hear it', async () => {
		const sockets = [];
		for (let batch = 0; batch < 10; batch++) {
			sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => rawSocket('2.0.0')))));
		}
		await Promise.all(
			sockets.map(({ ask }) => ask(['1', '1', 'realtime:crowd', 'phx_join', { config: {} }]))
		);
		expect(realtime.counts()).toMatchObject({ connections: 1000, channels: 1000 });

		const heard = sockets.map(
			({ socket }) => new Promise<void>((resolve) => socket.once('message', () => resolve()))
		);
		await announce('crowd', 'all', {}, false);
		await Promise.all(heard);
		for (const { socket } of sockets) socket.terminate();

		await expect.poll(() => realtime.counts()).toEqual({ connections: 0, channels: 0, topics: 0 });
	});
});

describe('presence', () => {
	const present = { private: true, presence: { enabled: true } };

	test('everybody sees who is there, who comes and who goes', async () => {
		const [ada, ben] = [await member('room:presence'), await member('room:presence')];
		const seen: string[] = [];
		const watch = await listen(
			ada.client,
			'room:presence',
			// Nobody is there under another's name.
			{ ...present, presence: { enabled: true, key: ben.id } },
			(channel) => {
				channel
					.on('presence', { event: 'join' }, ({ key }) => seen.push(`+${key}`))
					.on('presence', { event: 'leave' }, ({ key }) => seen.push(`-${key}`));
			}
		);
		await watch.channel.track({ bed: 1 });
		const other = await listen(ben.client, 'room:presence', present, (channel) =>
			channel.on('presence', { event: 'sync' }, () => {})
		);
		await other.channel.track({ bed: 2 });

		await expect.poll(() => seen).toEqual([`+${ada.id}`, `+${ben.id}`]);
		expect(other.channel.presenceState()).toMatchObject({
			[ada.id]: [{ bed: 1 }],
			[ben.id]: [{ bed: 2 }]
		});

		await watch.channel.untrack();
		await watch.channel.track({ bed: 3 });
		await expect.poll(() => other.channel.presenceState()[ada.id]).toMatchObject([{ bed: 3 }]);

		await ben.client.realtime.disconnect();
		await expect
			.poll(() => seen)
			.toEqual([`+${ada.id}`, `+${ben.id}`, `-${ada.id}`, `+${ada.id}`, `-${ben.id}`]);
		await watch.channel.untrack();
		await expect.poll(() => watch.channel.presenceState()).toEqual({});
	});

	test('who may not write may watch, but not be there', async () => {
		const { channel } = await listen((await member('quiet:presence')).client, 'quiet:presence', {
			private: true,
			presence: { enabled: true, key: 'ghost' }
		});

		expect(await channel.track({})).toBe('error');
	});

	test('a sixth call within half a minute closes the channel', async () => {
		const { client } = await member('room:chatty');
		const listener = await listen(client, 'room:chatty', present);
		for (let call = 1; call <= 5; call++) {
			expect(await listener.channel.track({ call })).toBe('ok');
		}
		void listener.channel.track({ call: 6 }, { timeout: 200 });

		await expect.poll(() => listener.statuses).toEqual(['SUBSCRIBED', 'CLOSED']);
		expect(listener.notices[0]?.message).toBe('Client presence rate limit exceeded');
	});
});

test('how many are connected is told to whoever shows the token for figures, and to nobody else', async () => {
	const room = `counted:${randomUUID()}`;
	const { client } = await member(room);
	await listen(client, room);
	const figures = (token: string) =>
		fetch(`${bench.context.apiUrl}/realtime/v1/metrics`, {
			headers: { authorization: `Bearer ${token}` }
		});
	for (const wrong of ['', bench.context.keys.serviceToken]) {
		expect((await figures(wrong)).status).toBe(404);
	}
	const answer = await figures(metricsToken(bench.context.stateDirectory));
	expect(await answer.json()).toMatchObject({ connections: 1, channels: 1 });
});

describe('the token', () => {
	const inSeconds = (seconds: number) => ({ exp: Math.floor(Date.now() / 1000) + seconds });

	test('renewed in time, it keeps the channel open; once expired, the channel closes', async () => {
		const { id } = await member('room:token');
		const client = track(bench.client());
		await client.realtime.setAuth(bench.userToken(id, inSeconds(2)));
		const channel = client.channel('room:token', { config: { private: true } });
		const notices: string[] = [];
		channel.on('system', {}, (notice: { message: string }) => notices.push(notice.message));
		await new Promise<void>((resolve) => channel.subscribe(() => resolve()));

		await client.realtime.setAuth(bench.userToken(id, inSeconds(4)));
		await new Promise((resolve) => setTimeout(resolve, 2_500));
		expect(channel.state).toBe('joined');

		await expect.poll(() => channel.state, { timeout: 4_000 }).toBe('closed');
		expect(notices[0]).toMatch(/^Token has expired/);
	});

	test('renewed after membership ended, it closes the channel', async () => {
		const { id } = await member('room:ended');
		const client = track(bench.client());
		await client.realtime.setAuth(bench.userToken(id, inSeconds(60)));
		const channel = client.channel('room:ended', { config: { private: true } });
		await new Promise<void>((resolve) => channel.subscribe(() => resolve()));
		await bench.sql.query('delete from public.members where user_id = $1', [id]);
		await client.realtime.setAuth(bench.userToken(id, inSeconds(90)));

		await expect.poll(() => channel.state).toBe('closed');
	});

	test('of another secret, it opens nothing', async () => {
		const client = track(bench.client());
		const [head, body] = bench.userToken(randomUUID()).split('.');
		await client.realtime.setAuth(`${head}.${body}.${'x'.repeat(43)}`);
		const channel = client.channel('room:forged', { config: { private: true } });
		const status = await new Promise((resolve) => channel.subscribe(resolve));

		expect(status).toBe('CHANNEL_ERROR');
	});

	test('need not be renewed: a user’s access_changed closes what they lost, and nothing else', async () => {
		const [loser, keeper] = [await member('room:roles'), await member('room:roles')];
		await bench.sql.query('insert into public.members values ($1, $2)', [
			`user:${loser.id}`,
			loser.id
		]);
		const own = await listen(loser.client, `user:${loser.id}`);
		const lost = await listen(loser.client, 'room:roles');
		const kept = await listen(keeper.client, 'room:roles');
		await bench.sql.query('delete from public.members where user_id = $1 and room = $2', [
			loser.id,
			'room:roles'
		]);
		await announce(`user:${loser.id}`, 'access_changed', {});

		await expect.poll(() => lost.statuses).toEqual(['SUBSCRIBED', 'CLOSED']);
		expect(lost.notices[0]).toMatchObject({ status: 'error' });
		await expect.poll(() => events(own)).toEqual(['access_changed']);
		expect(own.channel.state).toBe('joined');
		expect(kept.channel.state).toBe('joined');
	});

	test('need not be renewed: a topic’s access_changed closes it for whoever lost it', async () => {
		const [loser, keeper] = [await member('room:care'), await member('room:care')];
		const lost = await listen(loser.client, 'room:care');
		const kept = await listen(keeper.client, 'room:care');
		await bench.sql.query('delete from public.members where user_id = $1', [loser.id]);
		await announce('room:care', 'access_changed', {});

		await expect.poll(() => lost.statuses).toEqual(['SUBSCRIBED', 'CLOSED']);
		expect(kept.channel.state).toBe('joined');
	});
});

describe('after an interruption', () => {
	const fast = { realtime: { reconnectAfterMs: () => 50 } };

	test('of a policy, which fails for a while, the channel is joined again', async () => {
		const { id, client } = await member('room:policy', fast);
		const listener = await listen(client, 'room:policy');
		await bench.sql.query(`create policy messages_select_failing on realtime.messages
			as restrictive for select to authenticated using (1 / (length(topic) - length(topic)) = 1)`);
		await announce(`user:${id}`, 'access_changed', {});
		await expect.poll(() => listener.statuses).toEqual(['SUBSCRIBED', 'CHANNEL_ERROR']);
		await bench.sql.query('drop policy messages_select_failing on realtime.messages');

		await expect.poll(() => listener.statuses.at(-1), { timeout: 10_000 }).toBe('SUBSCRIBED');
	});

	test('of the replication, subscribers rejoin and hear what is sent from then on', async () => {
		const listener = await listen((await member('room:walsender', fast)).client, 'room:walsender');
		expect(await endReplication()).toBe(1);

		await expect
			.poll(() => listener.statuses)
			.toEqual(['SUBSCRIBED', 'CHANNEL_ERROR', 'SUBSCRIBED']);
		await announce('room:walsender', 'again', {});
		await expect.poll(() => events(listener)).toEqual(['again']);
	});

	test('of the sockets, subscribers rejoin', async () => {
		const listener = await listen((await member('room:sockets', fast)).client, 'room:sockets');
		realtime.dropSockets();

		await expect
			.poll(() => listener.statuses)
			.toEqual(['SUBSCRIBED', 'CHANNEL_ERROR', 'SUBSCRIBED']);
		await announce('room:sockets', 'again', {});
		await expect.poll(() => events(listener)).toEqual(['again']);
	});
});

describe('what a connection may not do', () => {
	test('it is answered its heartbeat and told of unknown topics', async () => {
		const raw = await rawSocket('2.0.0');

		expect(await raw.ask([null, '1', 'phoenix', 'heartbeat', {}])).toEqual([
			null,
			'1',
			'phoenix',
			'phx_reply',
			{ status: 'ok', response: {} }
		]);
		expect(await raw.ask(['1', '2', 'realtime:nowhere', 'broadcast', {}])).toMatchObject({
			4: { status: 'error', response: { reason: 'unmatched topic' } }
		});
		raw.socket.close();
	});

	test('its hundred and first channel is refused', async () => {
		const raw = await rawSocket('2.0.0');
		const join = (index: number) =>
			raw.ask([`${index}`, `${index}`, `realtime:many:${index}`, 'phx_join', { config: {} }]);
		for (let index = 1; index <= 100; index++) {
			expect(await join(index)).toMatchObject({ 4: { status: 'ok' } });
		}

		expect(await join(101)).toMatchObject({ 4: { status: 'error' } });
		raw.socket.close();
	});

	test('it cannot make the server keep what it does not read', async () => {
		const raw = await rawSocket('2.0.0');
		await raw.ask(['1', '1', 'realtime:flood', 'phx_join', { config: {} }]);
		await expect.poll(() => realtime.counts().connections).toBe(1);
		raw.pause();
		const body = 'x'.repeat(200_000);
		for (let sent = 0; sent < 60; sent++) await announce('flood', 'much', { body }, false);

		await expect.poll(() => realtime.counts().connections).toBe(0);
	});

	test('nonsense ends the connection', async () => {
		const raw = await rawSocket('2.0.0');
		const closed = new Promise((resolve) => raw.socket.on('close', resolve));
		raw.socket.send('nonsense');

		expect(await closed).toBe(1003);
	});
});

test('messages older than three days go, those of today stay', async () => {
	const partitions = async () => {
		const { rows } = await bench.sql.query<{ name: string }>(
			`select relid::regclass::text as name from pg_partition_tree('realtime.messages')
			where isleaf order by 1`
		);
		return rows.map(({ name }) => name);
	};
	const before = await partitions();
	const service = new pg.Client({
		connectionString: bench.context.databaseUrl('supabase_admin')
	});
	await service.connect();
	await service.query(
		`create table realtime.messages_2020_01_01 partition of realtime.messages
		for values from ('2020-01-01') to ('2020-01-02')`
	);
	await service.end();
	expect(await partitions()).toContain('realtime.messages_2020_01_01');
	const again = await createRealtime(bench.context);
	await again.close();

	expect(await partitions()).toEqual(before);
});

describe('as hosted does it', () => {
	/** Stands in for the service of the other tests, until the function it gives is called. */
	async function standIn(limits: Parameters<typeof createRealtime>[1]) {
		const service = await createRealtime(bench.context, {
			hosted: true,
			publicChannels: true,
			...limits
		});
		bench.mount('/realtime/v1', service);
		return async () => {
			bench.mount('/realtime/v1', realtime);
			await service.close();
		};
	}

	test('an interruption of the replication sends nobody away, and loses what is said meanwhile', async () => {
		const end = await standIn({ loses: ({ event }) => event === 'meanwhile' });
		const listener = await listen((await member('room:hosted')).client, 'room:hosted');
		await endReplication();
		await announce('room:hosted', 'meanwhile', {});
		await expect
			.poll(async () => {
				await announce('room:hosted', 'afterwards', {});
				return events(listener);
			})
			.toContain('afterwards');
		expect(listener.statuses).toEqual(['SUBSCRIBED']);
		expect(events(listener)).not.toContain('meanwhile');
		await end();
	});

	test('a join is answered before the database is followed; who asks is told when it is', async () => {
		const end = await standIn({});
		let follow: () => void = () => {};
		const followed = new Promise<void>((resolve) => (follow = resolve));
		const ready = vi.spyOn(DatabaseFeed.prototype, 'ready').mockReturnValue(followed);
		const { client } = await member('room:early');
		const config = { private: true, broadcast: { replication_ready: true } };
		const listener = await listen(client, 'room:early', config);
		await quiet();
		expect(listener.statuses).toEqual(['SUBSCRIBED']);
		expect(listener.notices).toEqual([]);
		follow();
		await expect
			.poll(() => listener.notices)
			.toEqual([{ status: 'ok', message: 'Replication connection established' }]);
		ready.mockRestore();
		await end();
	});

	test('a channel that is not private is nobody’s, as the project’s setting has it', async () => {
		const end = await standIn({ publicChannels: false });
		const [one, other] = [await member('room:open'), await member('room:open')];
		const open = await listen(one.client, 'room:open', {});
		expect([open.statuses, open.refusals.join()]).toEqual([
			['CHANNEL_ERROR'],
			expect.stringContaining('PrivateOnly')
		]);
		expect((await listen(other.client, 'room:open')).statuses).toEqual(['SUBSCRIBED']);
		await end();
	});

	test('more joins a second than the plan has end the connection', async () => {
		const end = await standIn({ joinsPerSecond: 2 });
		const { client } = await member('room:busy');
		const [first, ...others] = await Promise.all(
			['open:0', 'open:1', 'open:2'].map((room) => listen(client, room, {}))
		);
		const refusals = () => others.flatMap((listener) => listener.refusals).join();
		await expect.poll(refusals).toContain('ClientJoinRateLimitReached');
		// Whoever was there already goes with it, and comes back.
		await expect.poll(() => first?.statuses, { timeout: 5000 }).toContain('CHANNEL_ERROR');
		for (const { channel } of others) await client.removeChannel(channel);
		await expect.poll(() => first?.statuses.at(-1), { timeout: 10_000 }).toBe('SUBSCRIBED');
		await end();
	});

	test('more messages a second than the plan has end the channel', async () => {
		const end = await standIn({ messagesPerSecond: 3 });
		const listener = await listen((await member('room:busy')).client, 'room:busy');
		await bench.sql.query(
			`select realtime.send('{}', 'e' || sent, 'room:busy', true) from generate_series(1, 8) as sent`
		);
		await expect.poll(() => listener.statuses.at(-1)).toBe('CLOSED');
		expect(listener.notices.at(-1)).toEqual({
			status: 'error',
			message: 'Too many messages per second'
		});
		expect(listener.heard).toHaveLength(4);
		await end();
	});

	test('more presences a second than the plan has end the channel', async () => {
		const end = await standIn({ presencesPerSecond: 1 });
		const people = await Promise.all([member('room:crowd'), member('room:crowd')]);
		const listeners = await Promise.all(people.map(({ client }) => listen(client, 'room:crowd')));
		for (const { channel } of listeners) void channel.track({});
		await expect
			.poll(() => listeners.map(({ statuses }) => statuses.at(-1)).sort())
			.toEqual(['CLOSED', 'SUBSCRIBED']);
		const told = listeners.flatMap(({ notices }) => notices.map(({ message }) => message));
		expect(told).toEqual(['Too many presence messages per second']);
		await end();
	});

	test('more connections than the plan has join nothing', async () => {
		const end = await standIn({ connections: 1 });
		const first = await listen((await member('room:full')).client, 'room:full');
		const second = await listen((await member('room:full')).client, 'room:full');
		expect(second.refusals.join()).toContain('ConnectionRateLimitReached');
		expect(first.statuses).toEqual(['SUBSCRIBED']);
		await end();
	});

	test('a plan is chosen by its name', () => {
		expect(limitsOf('free')).toMatchObject({
			hosted: true,
			connections: 200,
			messagesPerSecond: 100,
			presencesPerSecond: 20
		});
		expect(limitsOf('pro')).toMatchObject({
			hosted: true,
			connections: 500,
			messagesPerSecond: 500,
			presencesPerSecond: 50
		});
		expect(limitsOf(undefined)).toMatchObject({ hosted: false });
		expect(() => limitsOf('team')).toThrow('neither free nor pro');
	});
});

/** A bare socket, for what a stock client would not send. */
async function rawSocket(vsn: string) {
	const { apiUrl, keys } = bench.context;
	const socket = new WebSocket(
		`${apiUrl.replace('http', 'ws')}/realtime/v1/websocket?apikey=${keys.publishable}&vsn=${vsn}`
	);
	await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
	return {
		socket,
		pause: () => socket.pause(),
		/** Sends a message and gives back the next one that comes. */
		ask: (message: unknown) =>
			new Promise<unknown>((resolve) => {
				socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
				socket.send(JSON.stringify(message));
			})
	};
}
