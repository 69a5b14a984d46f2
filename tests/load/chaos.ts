/**
 * Programs are killed outright under load: does all that was acknowledged stand, once, and is everything back
 * by itself, or by one start where the stack's own process was killed? A hospital of its own is made for it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import WebSocket from 'ws';
import { followTopic } from '../../src/lib/app/live/topics.ts';
import { reconnectAfterMs } from '../../src/lib/app/supabase/patience.ts';
import { appAnswers, spawnApp } from '../../supabase/local/app.ts';
import { freePort } from '../../supabase/local/ports.ts';
import type { Stack, StackOptions } from '../../supabase/local/service.ts';
import { endChild, supervise, type SupervisedChild } from '../../supabase/local/supervisor.ts';
import { demoPeople, type Client } from '../support/people.ts';
import { clientWith, portalPeople, tokenFor, type Bench } from './bench.ts';
import { openSlots } from './booking.ts';
import { ms, type Figure } from './figures.ts';

type Victim = 'postgres' | 'rest' | 'functions' | 'stack' | 'app';

interface ChaosOptions {
	stateDirectory: string;
	/** How long there is load, and kills at random points of it. */
	seconds: number;
	victims: readonly Victim[];
	/** For tests: begins as a copy of this server's data. */
	copyOf?: string;
}

interface Chaos {
	acknowledged: { bookings: number; moves: number; notes: number };
	/** Writes without an answer that were tried again, or looked after. */
	unanswered: number;
	/** What was acknowledged and is not there, or there twice. */
	lost: string[];
	doubled: string[];
	/** Who was killed, and milliseconds until the API answered again and until an open screen was right after that. */
	kills: { victim: Victim; back: number; right: number }[];
}

const workers = 20;
/** Milliseconds after which what has not come back is given up. */
const patience = 20_000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

type Told = Pick<Stack, 'url' | 'mailUrl' | 'keys' | 'jwtSecret' | 'signingKey' | 'ports'> & {
	children: ReturnType<Stack['children']>;
};

/** The stack in a process of its own, that is started again, once, when it is killed. */
class OwnStack {
	told!: Told;
	#child!: ChildProcess;
	#options: StackOptions;

	constructor(options: StackOptions) {
		this.#options = options;
	}

	async start(): Promise<void> {
		this.#child = fork(
			fileURLToPath(new URL('./chaos-stack.ts', import.meta.url)),
			[JSON.stringify(this.#options)],
			{
				execArgv: ['--import', 'tsx']
			}
		);
		const ended = once(this.#child, 'exit').then(() => {
			throw new Error('The stack ended before it served');
		});
		[this.told] = (await Promise.race([once(this.#child, 'message'), ended])) as [Told];
		ended.catch(() => {});
		// A second start has the same addresses.
		this.#options = { ...this.#options, ports: this.told.ports, copyOf: undefined };
	}

	async pidOf(victim: Exclude<Victim, 'app' | 'stack'>): Promise<number | undefined> {
		this.#child.send('children');
		[this.told] = (await once(this.#child, 'message')) as [Told];
		return this.told.children.find(({ name }) => name === victim)?.pid;
	}

	async killItself(): Promise<void> {
		const gone = once(this.#child, 'exit');
		this.#child.kill('SIGKILL');
		await gone;
		await this.start();
	}

	async stop(): Promise<void> {
		const gone = once(this.#child, 'exit');
		this.#child.send('stop');
		await gone;
	}

	databaseUrl(): string {
		return `postgresql://postgres:postgres@127.0.0.1:${this.told.ports.database}/postgres`;
	}
}

/** Whether the error is an answer: a refusal by the database. Everything else may or may not have been done. */
const isAnswer = ({ code = '' }: { code?: string }) =>
	/^[0-9A-Z]{5}$/.test(code) && !/^(08|57|53|XX)/.test(code);

/** What twenty people do again and again, each a thing of their own, and how it is checked in the end. */
async function prepare(bench: Bench, found: Chaos) {
	const { owner } = bench;
	const nurse = await someone(owner, demoPeople.nurse);
	const patients = await portalPeople(bench, workers);
	const { visitTypeId, slots } = await openSlots(bench, 100_000);
	const { rows: admissions } = await owner.query<{ id: string; bed_id: string }>(
		`select admission.id, stay.bed_id
		 from public.bed_stays stay
		 join public.admissions admission on admission.id = stay.admission_id and admission.discharged_at is null
		 join public.staff_wards member on member.ward_id = stay.ward_id
		 join public.staff on staff.id = member.staff_id and staff.user_id = $1
		 where upper_inf(stay.period) order by admission.id`,
		[nurse]
	);
	/** Visits that were answered for, by id. */
	const visits = new Set<string>();
	const notes = new Set<string>();
	const wantedBeds = new Map<string, string>();
	const asNurse = () => clientWith(bench.stack, tokenFor(bench.stack, nurse));
	const unanswered = async () => {
		found.unanswered += 1;
		await pause(100);
	};

	function books(index: number) {
		const person = patients[index];
		return async () => {
			const slot = slots.pop();
			if (!slot || !person) return pause(100);
			const key = crypto.randomUUID();
			for (;;) {
				const { data, error } = await person.client.rpc('book_appointment', {
					p_patient_id: person.patientId,
					p_doctor_id: slot.doctor_id,
					p_starts_at: slot.starts_at.toISOString(),
					p_visit_type_id: visitTypeId,
					p_idempotency_key: key
				});
				if (data) {
					visits.add(data.id);
					found.acknowledged.bookings += 1;
				}
				// The patient may be elsewhere at that time.
				if (data || (error && isAnswer(error))) return pause(20);
				await unanswered();
			}
		};
	}

	/** A note has no key: whoever got no answer looks whether it is there before writing it again. */
	function writes(index: number) {
		const admission = admissions[index];
		const client = asNurse();
		return async () => {
			if (!admission) return pause(100);
			const body = `Chaos ${crypto.randomUUID()}`;
			for (;;) {
				const { data, error } = await client.rpc('write_note', {
					p_admission_id: admission.id,
					p_kind: 'progress',
					p_body: body
				});
				if (error && isAnswer(error)) throw new Error(`${error.code} ${error.message}`);
				const there = data !== null || (await noted(client, body));
				if (there) {
					notes.add(body);
					found.acknowledged.notes += 1;
					return pause(20);
				}
			}
		};
	}
	async function noted(client: Client, body: string): Promise<boolean> {
		for (;;) {
			await unanswered();
			const { data } = await client.from('nursing_notes').select('id').eq('body', body);
			if (data) return data.length > 0;
		}
	}

	/** Two patients who change beds; without an answer somebody looks at where they lie. */
	function swaps(index: number) {
		const [one, other] = [admissions.at(-1 - 2 * index), admissions.at(-2 - 2 * index)];
		const client = asNurse();
		return async () => {
			if (!one || !other) return pause(100);
			const before = one.bed_id;
			const { error } = await client.rpc('swap_beds', {
				p_admission_id: one.id,
				p_other_admission_id: other.id,
				p_override_reason: 'Chaos'
			});
			// Beds that do not suit one of them: no fault of what is tried here.
			if (error && isAnswer(error)) return pause(200);
			const lies = error ? await bedOf(client, one.id) : other.bed_id;
			if (lies !== before) {
				[one.bed_id, other.bed_id] = [other.bed_id, one.bed_id];
				found.acknowledged.moves += 1;
			}
			wantedBeds.set(one.id, one.bed_id).set(other.id, other.bed_id);
			return pause(50);
		};
	}
	async function bedOf(client: Client, admissionId: string): Promise<string> {
		for (;;) {
			await unanswered();
			const { data } = await client
				.from('bed_stays')
				.select('bed_id, period')
				.eq('admission_id', admissionId);
			const stay = data?.find(({ period }) => String(period).endsWith(',)'));
			if (stay) return stay.bed_id;
		}
	}

	const bedStays = async (client: pg.Client) =>
		Number(
			(await client.query<{ count: string }>(`select count(*) from public.bed_stays`)).rows[0]
				?.count
		);
	const staysBefore = await bedStays(owner);
	const tasks = Array.from({ length: workers }, (_, index) =>
		index < 12 ? books(index) : index < 16 ? writes(index - 12) : swaps(index - 16)
	);

	async function check(client: pg.Client): Promise<void> {
		const { rows: booked } = await client.query<{ id: string }>(
			`select id from public.appointments where patient_id = any ($1)`,
			[patients.map(({ patientId }) => patientId)]
		);
		const there = new Set(booked.map(({ id }) => id));
		for (const id of visits) if (!there.has(id)) found.lost.push(`the visit ${id}`);
		// They are new, and book nowhere else.
		for (const id of there) if (!visits.has(id)) found.doubled.push(`the visit ${id}`);
		const { rows: written } = await client.query<{ key: string; times: number }>(
			`select wanted.body as key, count(note.id)::int as times from unnest($1::text[]) as wanted (body)
			 left join public.nursing_notes note on note.body = wanted.body group by 1`,
			[[...notes]]
		);
		for (const { key, times } of written) {
			if (times === 0) found.lost.push(key);
			if (times > 1) found.doubled.push(key);
		}
		const { rows: stays } = await client.query<{ admission_id: string; bed_id: string }>(
			`select admission_id, bed_id from public.bed_stays where upper_inf(period) and admission_id = any ($1)`,
			[[...wantedBeds.keys()]]
		);
		for (const { admission_id, bed_id } of stays) {
			if (wantedBeds.get(admission_id) !== bed_id) found.lost.push(`the move of ${admission_id}`);
		}
		// Each swap ends two stays and begins two.
		const made = (await bedStays(client)) - staysBefore - 2 * found.acknowledged.moves;
		if (made < 0) found.lost.push(`${-made / 2} moves`);
		if (made > 0) found.doubled.push(`${made / 2} moves`);
	}
	return { nurse, wardOf: admissions[0]?.id ?? '', tasks, check };
}

async function someone(owner: pg.Client, email: string): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		'select id from public.profiles where email = $1',
		[email]
	);
	if (!rows[0]) throw new Error(`The demo hospital has no ${email}`);
	return rows[0].id;
}

/**
 * A screen as an open page keeps it: it follows the ward and reads again when told that it is stale. `right`
 * resolves once it shows a note that is written now.
 */
function openScreen(bench: Bench, userId: string, ward: string) {
	const client = createClient(bench.stack.url, bench.stack.keys.publishable, {
		accessToken: () => Promise.resolve(tokenFor(bench.stack, userId)),
		realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket, reconnectAfterMs }
	}) as Client;
	const shown = new Set<string>();
	const read = async () => {
		const { data } = await client
			.from('nursing_notes')
			.select('body')
			.eq('ward_id', ward)
			.like('body', 'Seen %');
		for (const { body } of data ?? []) shown.add(body);
	};
	const leave = followTopic(client, `ward:${ward}`, {
		events: { care_changed: () => void read() },
		onstale: () => void read()
	});
	return {
		async right(admissionId: string): Promise<void> {
			const body = `Seen ${crypto.randomUUID()}`;
			await client
				.rpc('write_note', { p_admission_id: admissionId, p_kind: 'progress', p_body: body })
				.throwOnError();
			for (const end = Date.now() + patience; !shown.has(body); await pause(10)) {
				if (Date.now() > end) throw new Error('An open screen stayed as it was');
			}
		},
		async close() {
			leave();
			await client.realtime.disconnect();
		}
	};
}

/** Resolves once what was killed answers again: the API by reading and by a key that is known, the app by a page. */
async function answersAgain(url: string, headers: Record<string, string>): Promise<void> {
	for (const end = Date.now() + patience; ; await pause(20)) {
		const answer = await fetch(url, { headers, signal: AbortSignal.timeout(2000) }).catch(
			() => null
		);
		await answer?.arrayBuffer();
		if (answer && answer.status < 500) return;
		if (Date.now() > end) throw new Error(`${url} did not come back`);
	}
}

/** The figures of a run. */
export function figures({ acknowledged, unanswered, lost, doubled, kills }: Chaos): Figure[] {
	const { bookings, moves, notes } = acknowledged;
	const slowest = Math.max(...kills.map(({ right }) => right));
	return [
		{
			name: `${kills.map(({ victim }) => victim).join(', ')} killed outright under load`,
			measured: `${lost.length} lost, ${doubled.length} doubled of ${bookings} bookings, ${moves} moves, ${notes} notes; ${unanswered} without an answer`,
			target: 'none lost, none doubled',
			met: lost.length + doubled.length === 0 && bookings > 0 && moves > 0 && notes > 0
		},
		{
			name: 'back by itself, or by one start',
			measured: kills
				.map(({ victim, back }) => `${victim} ${(back / 1000).toFixed(1)} s`)
				.join(', '),
			target: 'all',
			met: true
		},
		{
			name: 'an open screen right after that',
			measured: ms(slowest),
			target: '≤ 2 s',
			met: slowest <= 2000
		}
	];
}

async function launchApp(appUrl: string, { url, keys }: Told): Promise<ChildProcess> {
	const { hostname: host, port } = new URL(appUrl);
	const child = spawnApp({
		host,
		port: Number(port),
		supabaseUrl: url,
		publishableKey: keys.publishable
	});
	child.stdout?.resume();
	await appAnswers(appUrl);
	return child;
}

export async function chaos(options: ChaosOptions): Promise<Chaos> {
	const stack = new OwnStack({
		stateDirectory: options.stateDirectory,
		ports: 'free',
		// A kill of the server is not one of the machine: what it has handed to the system stays.
		fsync: options.copyOf === undefined,
		copyOf: options.copyOf
	});
	await stack.start();
	const owner = new pg.Client({ connectionString: stack.databaseUrl() });
	// Its end may come from the other side, when something fails.
	owner.on('error', () => undefined);
	await owner.connect();
	let app: SupervisedChild | undefined;
	let appPid: number | undefined;
	try {
		const bench = { stack: stack.told as unknown as Stack, owner } as Bench;
		const found: Chaos = {
			acknowledged: { bookings: 0, moves: 0, notes: 0 },
			unanswered: 0,
			lost: [],
			doubled: [],
			kills: []
		};
		const load = await prepare(bench, found);
		const { rows } = await owner.query<{ ward_id: string }>(
			'select ward_id from public.admissions where id = $1',
			[load.wardOf]
		);
		// It would hear of its connection's end while nobody listens.
		await owner.end();
		const { url, keys } = stack.told;
		const appUrl = `http://127.0.0.1:${await freePort()}`;
		if (options.victims.includes('app')) {
			app = await supervise({
				name: 'app',
				launch: () => launchApp(appUrl, stack.told),
				stop: (child) => endChild(child),
				onchange: (pid) => (appPid = pid),
				log: () => {}
			});
		}
		const api = [`${url}/rest/v1/wards?limit=1`, { apikey: keys.publishable }] as const;
		const functions = [`${url}/functions/v1/reminders`, { apikey: keys.publishable }] as const;
		if (options.victims.includes('functions')) {
			await answersAgain(...functions);
			await pause(1200);
		}
		const screen = openScreen(bench, load.nurse, rows[0]?.ward_id ?? '');

		let running = true;
		let failure: unknown;
		const working = load.tasks.map(async (work) => {
			try {
				while (running) await work();
			} catch (error) {
				failure = error;
			}
		});
		const share = (options.seconds * 1000) / options.victims.length;
		for (const victim of options.victims) {
			const since = performance.now();
			await pause(Math.random() * share * 0.3);
			const killed = performance.now();
			if (victim === 'stack') await stack.killItself();
			else {
				const pid = victim === 'app' ? appPid : await stack.pidOf(victim);
				if (pid === undefined) throw new Error(`${victim} does not run`);
				process.kill(pid, 'SIGKILL');
			}
			await pause(20);
			await answersAgain(...api);
			if (victim === 'app') await answersAgain(`${appUrl}/sign-in`, {});
			if (victim === 'functions') await answersAgain(...functions);
			const back = performance.now();
			await screen.right(load.wardOf);
			found.kills.push({ victim, back: back - killed, right: performance.now() - back });
			await pause(Math.max(0, share - (performance.now() - since)));
		}
		running = false;
		await Promise.all(working);
		await screen.close();
		if (failure) throw failure;

		const checking = new pg.Client({ connectionString: stack.databaseUrl() });
		await checking.connect();
		await load.check(checking).finally(() => checking.end());
		return found;
	} finally {
		await app?.stop();
		await stack.stop();
	}
}
