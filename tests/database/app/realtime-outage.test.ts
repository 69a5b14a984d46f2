import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { gather } from '../../../src/lib/app/live/gather.ts';
import { reconnectAfterMs } from '../../../src/lib/app/supabase/patience.ts';
import { clusterWith } from '../../../supabase/local/clusters.ts';
import { followTopic } from '../../../src/lib/app/live/topics.ts';
import { freePort } from '../../../supabase/local/ports.ts';
import { removeData } from '../../../supabase/local/postgres.ts';
import type { Stack } from '../../../supabase/local/service.ts';
import { startStack } from '../../../supabase/local/stack.ts';
import { endChild, supervise, type SupervisedChild } from '../../../supabase/local/supervisor.ts';
import { tokenFor } from '../../load/bench.ts';
import { TestDatabase } from '../../support/database.ts';
import type { Client } from '../../support/people.ts';
import type { RealtimeOrder } from '../../support/realtime-process.ts';
import { createWard, createWardStaff, type Ward } from '../../support/ward.ts';

// A stack of its own: the service that dies here must be nobody else's, and what moves is committed.

const listeners = 50;
const rounds = 3;
/** Milliseconds within which every board is right again. */
const allowed = 2000;
/** Of them those in which clients wait before they knock again, and in which one that came too early does so twice. */
const pauses = 1000;

let stack: Stack;
let stateDirectory: string;
let owner: pg.Client;
let realtime: SupervisedChild;
let pid: number | undefined;
/** Called each time the service serves again. */
let returned: () => void = () => {};
let port: number;

beforeAll(async () => {
	stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-outage-'));
	stack = await startStack({
		stateDirectory,
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('migrated'),
		log: () => {}
	});
	owner = new pg.Client({ connectionString: stack.databaseUrl('postgres') });
	await owner.connect();
	port = await freePort();
	realtime = await supervise({
		name: 'realtime',
		launch: launchRealtime,
		stop: (child) => endChild(child, 'SIGKILL'),
		log: () => {},
		onchange: (current) => {
			pid = current;
			if (current !== undefined) returned();
		}
	});
}, 120_000);

afterAll(async () => {
	await realtime.stop();
	await owner.end();
	await stack.stop();
	removeData(stateDirectory);
});

async function launchRealtime() {
	const child = fork(fileURLToPath(new URL('../../support/realtime-process.ts', import.meta.url)), {
		execArgv: ['--import', 'tsx']
	});
	const order: RealtimeOrder = {
		port,
		databaseUrl: stack.databaseUrl('supabase_admin'),
		jwtSecret: stack.jwtSecret,
		signingKey: stack.signingKey,
		keys: stack.keys
	};
	child.send(order);
	const ended = once(child, 'exit').then(() => {
		throw new Error('The realtime service ended before it served');
	});
	await Promise.race([once(child, 'message'), ended]);
	ended.catch(() => {});
	return child;
}

/** A colleague's own client: the stack's API, and the realtime service that is going to die. */
function clientOf(userId: string): Client {
	const token = tokenFor(stack, userId);
	const apart = `http://127.0.0.1:${port}`;
	return createClient(apart, stack.keys.publishable, {
		accessToken: () => Promise.resolve(token),
		global: { fetch: (input, init) => fetch(String(input).replace(apart, stack.url), init) },
		realtime: {
			transport: WebSocket as unknown as typeof globalThis.WebSocket,
			reconnectAfterMs
		}
	});
}

/** Who lies where, as "bed=admission" by bed. */
type Occupancy = string;
const occupancy = (rows: { bed_id: string; admission_id: string | null }[]): Occupancy =>
	rows
		.map((row) => `${row.bed_id}=${row.admission_id ?? 'free'}`)
		.sort()
		.join(' ');

/** A board as an open page keeps it: it follows the ward and reads again when told that it is stale. */
class Board {
	occupancy: Occupancy = '';
	joins = 0;
	readonly #client: Client;
	readonly #ward: string;
	readonly #leave: () => void;
	#running = false;
	#again = false;

	constructor(client: Client, ward: string) {
		this.#client = client;
		this.#ward = ward;
		const stale = gather(40, () => void this.#read());
		const leave = followTopic(client, `ward:${ward}`, {
			events: { bed_board_changed: stale.note },
			onstale: () => {
				this.joins += 1;
				stale.note(null);
			}
		});
		this.#leave = () => {
			stale.stop();
			leave();
		};
	}

	async #read(): Promise<void> {
		this.#again = true;
		if (this.#running) return;
		this.#running = true;
		while (this.#again) {
			this.#again = false;
			const { data } = await this.#client
				.rpc('bed_board', { p_ward_id: this.#ward })
				.throwOnError();
			this.occupancy = occupancy(data);
		}
		this.#running = false;
	}

	async close(): Promise<void> {
		this.#leave();
		await this.#client.removeAllChannels();
	}
}

const inDatabase = async (ward: Ward): Promise<Occupancy> =>
	occupancy(
		(
			await owner.query<{ bed_id: string; admission_id: string | null }>(
				`select bed.id as bed_id, stay.admission_id from public.beds bed
				 left join public.bed_stays stay on stay.bed_id = bed.id and stay.is_current
				 where bed.ward_id = $1`,
				[ward.id]
			)
		).rows
	);

/** Milliseconds until every board says what the database says. */
async function untilRight(boards: Board[], ward: Ward, since: number): Promise<number> {
	for (;;) {
		const truth = await inDatabase(ward);
		if (boards.every((board) => board.occupancy === truth)) return performance.now() - since;
		if (performance.now() - since > 20_000) return Infinity;
		await new Promise((wait) => setTimeout(wait, 10));
	}
}

/**
 * How long as many boards take to join and to be right while nothing is amiss. Where that alone takes long, the machine
 * is busy with other things, and twice as long is allowed besides the pauses.
 */
async function opening(user: string, ward: Ward): Promise<number> {
	const since = performance.now();
	const boards = Array.from({ length: listeners }, () => new Board(clientOf(user), ward.id));
	try {
		return await untilRight(boards, ward, since);
	} finally {
		await Promise.all(boards.map((board) => board.close()));
	}
}

test('the realtime service is killed while patients move: every board is right within two seconds of its return', async () => {
	const db = new TestDatabase(owner);
	const ward = await createWard(db, 6);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const mover = clientOf(nurse.id);
	const admissions: string[] = [];
	for (const bed of ward.beds.slice(0, 4)) {
		const { data } = await mover
			.rpc('admit_patient', {
				p_patient_id: await db.createPatient(),
				p_ward_id: ward.id,
				p_bed_id: bed
			})
			.throwOnError();
		admissions.push(data.id);
	}
	const boards = Array.from({ length: listeners }, () => new Board(clientOf(nurse.id), ward.id));
	try {
		expect(await untilRight(boards, ward, performance.now())).toBeLessThan(20_000);

		const delays: { delay: number; most: number }[] = [];
		for (let round = 0; round < rounds; round++) {
			let moves = 0;
			let moving = true;
			const work = (async () => {
				while (moving) {
					const one = admissions[moves % 4] ?? '';
					const other = admissions[(moves + 1 + (moves % 3)) % 4] ?? '';
					await mover
						.rpc('swap_beds', { p_admission_id: one, p_other_admission_id: other })
						.throwOnError();
					moves += 1;
					await new Promise((wait) => setTimeout(wait, 20));
				}
			})();
			await expect.poll(() => moves, { timeout: 20_000 }).toBeGreaterThan(5);

			const joins = boards.map((board) => board.joins);
			const back = new Promise<number>((resolve) => {
				returned = () => resolve(performance.now());
			});
			const before = moves;
			process.kill(pid ?? NaN, 'SIGKILL');
			const since = await back;
			// What was moved while nobody could be told is the point.
			expect(moves).toBeGreaterThan(before + 3);
			moving = false;
			await work;
			const delay = await untilRight(boards, ward, since);
			const most =
				delay < allowed ? allowed : Math.max(allowed, pauses + 2 * (await opening(nurse.id, ward)));
			delays.push({ delay, most });
			// Right because they came back, and not by chance.
			await expect
				.poll(() => boards.every((board, index) => board.joins > (joins[index] ?? 0)))
				.toBe(true);
		}
		for (const { delay, most } of delays) expect(delay).toBeLessThan(most);
	} finally {
		await Promise.all(boards.map((board) => board.close()));
	}
});
