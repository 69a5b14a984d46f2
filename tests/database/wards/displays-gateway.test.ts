import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import pg from 'pg';
import {
	gatewayPath,
	withChanges,
	type DisplayBoard,
	type DisplayToServer,
	type ServerToDisplay
} from '../../../src/lib/wards/displays/protocol.ts';
import {
	openGateway,
	type Gateway,
	type GatewayOptions
} from '../../../src/lib/wards/displays/gateway/gateway.ts';
import { freePort } from '../../../supabase/local/ports.ts';
import { databaseUrl, takeAway } from '../../support/database.ts';
import { Network } from '../../support/network.ts';
import { testStack } from '../../support/stack.ts';

/** The gateway with nothing else on its server, against the real stack; what is committed is taken away. */

const endings: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of endings.splice(0).reverse()) await end();
});

interface TestWard {
	id: string;
	beds: string[];
	/** Makes a display and gives its token. */
	display(): Promise<string>;
	revoke(token: string): Promise<void>;
	/** Closes a bed, or takes it into use again: a change that needs no patient. */
	close(bed: number): Promise<void>;
	reopen(bed: number): Promise<void>;
}

async function makeWard(bedCount = 3): Promise<TestWard> {
	const owner = new pg.Pool({ connectionString: databaseUrl(), max: 4 });
	const one = async (sql: string, values: unknown[]) =>
		(await owner.query<{ id: string }>(`${sql} returning id`, values)).rows[0]?.id ?? '';
	const code = `G${randomUUID().slice(0, 8).toUpperCase()}`;
	const department = await one(
		`insert into public.departments (code, name) values ($1, 'Gateway')`,
		[code]
	);
	const id = await one(
		`insert into public.wards (department_id, code, name) values ($1, $2, 'Gateway ward')`,
		[department, code]
	);
	const room = await one(`insert into public.ward_rooms (ward_id, name) values ($1, 'Room')`, [id]);
	const beds: string[] = [];
	for (let bed = 0; bed < bedCount; bed++) {
		beds.push(
			await one(
				`insert into public.beds (ward_id, room_id, label, position) values ($1, $2, $3, $4)`,
				[id, room, `B${bed + 1}`, bed]
			)
		);
	}
	endings.push(async () => {
		await owner.end();
		await takeAway([
			...['displays', 'bed_closures', 'beds', 'ward_rooms'].map((table): [string, unknown[]] => [
				`delete from public.${table} where ward_id = $1`,
				[id]
			]),
			['delete from public.wards where id = $1', [id]],
			['delete from public.departments where id = $1', [department]]
		]);
	});
	const hash = (token: string) => createHash('sha256').update(token).digest('hex');
	return {
		id,
		beds,
		async display() {
			const token = `token-${randomUUID()}`;
			await owner.query(
				`insert into public.displays (ward_id, name, token_hash) values ($1, 'TV', $2)`,
				[id, hash(token)]
			);
			return token;
		},
		revoke: async (token) => {
			await owner.query('update public.displays set revoked_at = now() where token_hash = $1', [
				hash(token)
			]);
		},
		close: async (bed) => {
			await owner.query(
				`insert into public.bed_closures (bed_id, ward_id, reason) values ($1, $2, 'C')`,
				[beds[bed], id]
			);
		},
		reopen: async (bed) => {
			await owner.query(
				'update public.bed_closures set ended_at = clock_timestamp() where bed_id = $1 and ended_at is null',
				[beds[bed]]
			);
		}
	};
}

/** The app's process as far as displays are concerned; `at` lets it come back where it was. */
async function startGateway(options: Partial<GatewayOptions> = {}, at = 0) {
	const { url, publishableKey } = testStack();
	const server: Server = createServer((_request, response) => response.writeHead(404).end());
	const gateway: Gateway = await openGateway(server, { url, key: publishableKey, ...options });
	await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	let stopped = false;
	const stop = async () => {
		if (stopped) return;
		stopped = true;
		server.closeAllConnections();
		await gateway.close();
	};
	endings.push(stop);
	return { url: `http://127.0.0.1:${port}`, port, stop };
}

type ClientSocket = Socket<ServerToDisplay, DisplayToServer>;

/** A display as the page is one, without the page. */
class Display {
	board: DisplayBoard | undefined;
	version = '';
	live = false;
	revoked = false;
	wholes = 0;
	changes = 0;
	readonly socket: ClientSocket;

	constructor(url: string, token: string, transports = ['polling', 'websocket']) {
		this.socket = io(url, {
			path: gatewayPath,
			transports,
			forceNew: true,
			reconnectionDelay: 100,
			reconnectionDelayMax: 1000,
			auth: (tell) => tell({ token, version: this.version })
		});
		this.socket.on('board', ({ board, version, live }) => {
			Object.assign(this, { board, version, live });
			this.wholes += 1;
		});
		this.socket.on('change', ({ from, version, beds, live }) => {
			this.live = live;
			if (version === this.version) return;
			if (from !== this.version || !this.board) return void this.socket.emit('resync');
			this.board = withChanges(this.board, beds);
			this.version = version;
			this.changes += 1;
		});
		this.socket.on('pulse', ({ live }) => (this.live = live));
		this.socket.on('revoked', () => (this.revoked = true));
		this.socket.on('connect_error', ({ message }) => {
			if (message === 'revoked') this.revoked = true;
			else if (message === 'unreachable') setTimeout(() => this.socket.connect(), 200);
		});
		endings.push(() => this.socket.disconnect());
	}

	state(bed: number): string | undefined {
		return this.board?.beds[bed]?.state;
	}
	get transport(): string {
		return this.socket.io.engine.transport.name;
	}
}

const soon = { timeout: 10_000, interval: 10 };
const live = (display: Display) =>
	vi.waitFor(() => expect([display.live, display.state(0)]).toEqual([true, 'available']), soon);
const closed = (display: Display, bed = 0) =>
	vi.waitFor(() => expect(display.state(bed)).toBe('closed'), soon);

describe('the gateway', () => {
	test('follows a ward once and reads it once a change, however many displays show it', async () => {
		const ward = await makeWard();
		const network = await Network.to(testStack().url);
		endings.push(() => network.close());
		const { url } = await startGateway({ url: network.url });
		const tokens = await Promise.all(Array.from({ length: 5 }, () => ward.display()));
		const displays = Array.from(
			{ length: 50 },
			(_, number) => new Display(url, tokens[number % 5] ?? '', ['websocket'])
		);
		await Promise.all(displays.map(live));
		expect([...network.joins.values()]).toEqual([1]);

		const reads = () => network.requests.get('/rest/v1/rpc/display_board') ?? 0;
		const before = reads();
		await ward.close(0);
		await Promise.all(displays.map((display) => closed(display)));
		expect(reads() - before).toBe(1);
		expect(displays.map(({ wholes, changes }) => [wholes, changes])).toEqual(
			displays.map(() => [1, 1])
		);
	});

	test('tells a burst of changes in few words, and the last of them is what is shown', async () => {
		const ward = await makeWard(8);
		const { url } = await startGateway();
		const display = new Display(url, await ward.display());
		await live(display);
		await Promise.all(ward.beds.map((_, bed) => ward.close(bed)));
		await vi.waitFor(
			() => expect(display.board?.beds.every(({ state }) => state === 'closed')).toBe(true),
			soon
		);
		expect(display.changes).toBeLessThan(8);
		expect(display.wholes).toBe(1);
	});

	test('serves displays whose network lets no WebSocket through', async () => {
		const ward = await makeWard();
		const gateway = await startGateway();
		const network = await Network.to(gateway.url);
		endings.push(() => network.close());
		network.refuseWebSockets();
		const display = new Display(network.url, await ward.display());
		await live(display);
		await ward.close(0);
		await closed(display);
		expect(display.transport).toBe('polling');

		// A display that had a WebSocket goes on by polling when they are forbidden.
		const other = await Network.to(gateway.url);
		endings.push(() => other.close());
		const upgraded = new Display(other.url, await ward.display());
		await vi.waitFor(() => expect(upgraded.transport).toBe('websocket'), soon);
		other.refuseWebSockets();
		await ward.close(1);
		await closed(upgraded, 1);
		expect(upgraded.transport).toBe('polling');
	});

	test('lets a display that was away for a moment go on where it was', async () => {
		const ward = await makeWard();
		const gateway = await startGateway();
		const network = await Network.to(gateway.url);
		endings.push(() => network.close());
		const display = new Display(network.url, await ward.display());
		await live(display);
		await ward.close(0);
		await closed(display);

		network.cut();
		await vi.waitFor(() => expect(display.socket.connected).toBe(false), soon);
		await ward.close(1);
		await ward.reopen(0);
		network.repair();
		await vi.waitFor(() => {
			expect([display.state(0), display.state(1)]).toEqual(['available', 'closed']);
		}, soon);
		expect(display.socket.recovered).toBe(true);
	});

	test('is right within two seconds of the app’s return', async () => {
		const ward = await makeWard();
		const first = await startGateway();
		const displays = [new Display(first.url, await ward.display())];
		displays.push(new Display(first.url, await ward.display(), ['polling']));
		await Promise.all(displays.map(live));

		await first.stop();
		await vi.waitFor(
			() => expect(displays.map(({ socket }) => socket.connected)).toEqual([false, false]),
			soon
		);
		await ward.close(0);
		await new Promise((away) => setTimeout(away, 2500));
		await startGateway({}, first.port);
		const since = Date.now();
		await Promise.all(displays.map((display) => closed(display)));
		expect(Date.now() - since).toBeLessThan(2000);
	});

	test('says that it is not live while it hears nothing, and is right within two seconds of the return', async () => {
		const ward = await makeWard();
		const network = await Network.to(testStack().url);
		endings.push(() => network.close());
		const { url } = await startGateway({ url: network.url });
		const display = new Display(url, await ward.display());
		await live(display);

		network.cut();
		await vi.waitFor(() => expect(display.live).toBe(false), soon);
		expect(display.socket.connected).toBe(true);
		await ward.close(0);
		await new Promise((away) => setTimeout(away, 1500));
		network.repair();
		const since = Date.now();
		await closed(display);
		await vi.waitFor(() => expect(display.live).toBe(true), soon);
		expect(Date.now() - since).toBeLessThan(2000);

		// Without channels, but with the rest of the database, changes come by asking.
		network.refuseWebSockets();
		await vi.waitFor(() => expect(display.live).toBe(false), soon);
		await ward.close(1);
		await closed(display, 1);
		expect(display.live).toBe(false);
	});

	test('serves displays it knows while the database is away', async () => {
		const ward = await makeWard();
		const network = await Network.to(testStack().url);
		endings.push(() => network.close());
		const { url } = await startGateway({ url: network.url });
		const token = await ward.display();
		await live(new Display(url, token));
		network.cut();
		const late = new Display(url, token);
		await vi.waitFor(() => expect(late.state(0)).toBe('available'), soon);
		const stranger = new Display(url, await ward.display());
		await vi.waitFor(() => expect(late.live).toBe(false), soon);
		expect([stranger.revoked, stranger.board]).toEqual([false, undefined]);
		network.repair();
		await Promise.all([late, stranger].map(live));
	});

	test('sends a revoked display away at once, and no other', async () => {
		const ward = await makeWard();
		const network = await Network.to(testStack().url);
		endings.push(() => network.close());
		const { url } = await startGateway({ url: network.url });
		const [token, other] = [await ward.display(), await ward.display()];
		const [gone, stays] = [new Display(url, token), new Display(url, other)];
		await Promise.all([live(gone), live(stays)]);

		await ward.revoke(token);
		const since = Date.now();
		await vi.waitFor(() => expect(gone.revoked).toBe(true), soon);
		expect(Date.now() - since).toBeLessThan(1000);
		await vi.waitFor(() => expect(gone.socket.connected).toBe(false), soon);
		// On the channel's new name.
		await vi.waitFor(() => expect([...network.joins.values()]).toEqual([1, 1]), soon);
		await ward.close(0);
		await closed(stays);
		expect([stays.revoked, stays.socket.connected]).toEqual([false, true]);
		expect(gone.state(0)).toBe('available');
		const again = new Display(url, token);
		await vi.waitFor(() => expect(again.revoked).toBe(true), soon);
		expect(again.board).toBeUndefined();
	});

	test('does not let a display that was revoked while it was away go on where it was', async () => {
		const ward = await makeWard();
		const gateway = await startGateway();
		const network = await Network.to(gateway.url);
		endings.push(() => network.close());
		const token = await ward.display();
		const [gone, stays] = [
			new Display(network.url, token),
			new Display(gateway.url, await ward.display())
		];
		await Promise.all([live(gone), live(stays)]);

		network.cut();
		await vi.waitFor(() => expect(gone.socket.connected).toBe(false), soon);
		await ward.revoke(token);
		network.repair();
		await vi.waitFor(() => expect(gone.revoked).toBe(true), soon);
		await ward.close(0);
		await closed(stays);
		expect([gone.state(0), gone.socket.connected]).toEqual(['available', false]);
	});

	test('refuses other sites, unknown tokens and whoever opens too many connections', async () => {
		const ward = await makeWard();
		const { url } = await startGateway({ limits: { connections: 3, wrongTokens: 2 } });
		const handshake = (origin?: string) =>
			fetch(`${url}${gatewayPath}/?EIO=4&transport=polling`, {
				headers: origin ? { origin } : {}
			}).then(({ status }) => status);
		expect(await handshake('https://evil.example')).toBe(403);
		expect(await handshake('null')).toBe(403);
		expect(await handshake(url)).toBe(200);
		expect(await handshake()).toBe(200);
		expect(await handshake()).toBe(200);
		// Three of nobody are open.
		expect(await handshake()).toBe(403);

		const second = await startGateway({ limits: { connections: 100, wrongTokens: 2 } });
		for (const token of ['x', randomUUID()]) {
			const display = new Display(second.url, token);
			await vi.waitFor(() => expect(display.revoked).toBe(true), soon);
		}
		const late = new Display(second.url, await ward.display());
		const refused = new Promise<string>((resolve) =>
			late.socket.on('connect_error', ({ message }) => resolve(message))
		);
		expect(await refused).toMatch(/error/);
		expect(late.board).toBeUndefined();
	});

	test('hangs up on whoever says too much', async () => {
		const ward = await makeWard();
		const { url } = await startGateway();
		const display = new Display(url, await ward.display(), ['websocket']);
		await live(display);
		const reason = new Promise((resolve) => display.socket.on('disconnect', resolve));
		(display.socket as unknown as Socket).emit('resync', 'x'.repeat(5000));
		expect(await reason).toBe('transport close');
	});
});

const redisThere = spawnSync('redis-server', ['--version']).status === 0;

async function startRedis(
	at?: number
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
	const port = at ?? (await freePort());
	const child = spawn(
		'redis-server',
		['--port', String(port), '--save', '', '--bind', '127.0.0.1'],
		{
			stdio: ['ignore', 'pipe', 'ignore']
		}
	);
	for await (const chunk of child.stdout) {
		if (String(chunk).includes('Ready to accept connections')) break;
	}
	child.stdout.resume();
	const stop = async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill();
		await once(child, 'exit');
	};
	endings.push(stop);
	return { url: `redis://127.0.0.1:${port}`, port, stop };
}

describe.skipIf(!redisThere)(
	'several processes with Redis (skipped where redis-server is missing)',
	() => {
		test('a display that comes back to another process goes on where it was', async () => {
			const ward = await makeWard();
			const redis = await startRedis();
			const one = await startGateway({ redisUrl: redis.url });
			const other = await startGateway({ redisUrl: redis.url });
			const token = await ward.display();
			const network = await Network.to(one.url);
			endings.push(() => network.close());
			const [moves, stays] = [new Display(network.url, token), new Display(other.url, token)];
			await Promise.all([live(moves), live(stays)]);
			await ward.close(0);
			await Promise.all([closed(moves), closed(stays)]);
			// Each process tells its own: nobody is told twice.
			expect([moves.changes, stays.changes]).toEqual([1, 1]);

			network.lead(other.url);
			network.cut();
			await vi.waitFor(() => expect(moves.socket.connected).toBe(false), soon);
			await ward.close(1);
			await closed(stays, 1);
			network.repair();
			await closed(moves, 1);
			expect(moves.socket.recovered).toBe(true);
			await ward.close(2);
			await Promise.all([closed(moves, 2), closed(stays, 2)]);
			expect(stays.changes).toBe(3);
		});

		test('a process that ends hands its displays to another', async () => {
			const ward = await makeWard();
			const redis = await startRedis();
			const one = await startGateway({ redisUrl: redis.url });
			const other = await startGateway({ redisUrl: redis.url });
			const network = await Network.to(one.url);
			endings.push(() => network.close());
			const display = new Display(network.url, await ward.display(), ['websocket']);
			await live(display);
			await ward.close(0);
			await closed(display);
			network.lead(other.url);
			await one.stop();
			await ward.close(1);
			await closed(display, 1);
			expect(display.socket.recovered).toBe(true);
		});

		test('displays are served while Redis is away, and when it is back', async () => {
			const ward = await makeWard();
			const redis = await startRedis();
			const { url } = await startGateway({ redisUrl: redis.url });
			const display = new Display(url, await ward.display());
			await live(display);
			await redis.stop();
			await ward.close(0);
			await closed(display);
			const late = new Display(url, await ward.display());
			await closed(late);
			late.socket.disconnect();
			display.socket.io.engine.close();
			await ward.close(1);
			await closed(display, 1);
			await startRedis(redis.port);
			await ward.close(2);
			await closed(display, 2);
		});
	}
);
