import { randomUUID } from 'node:crypto';
import pg, { type QueryResult, type QueryResultRow } from 'pg';
import { afterAll, expect, test as base } from 'vitest';
import { testStack } from './stack.ts';

/**
 * Database tests: each runs inside one transaction that is always rolled back, so tests neither see
 * each other nor clean up. What happens inside `as` happens the way PostgREST does it: the role set
 * for the transaction, the token's claims in `request.jwt.claims`, row-level security on.
 */

/** Somebody with an account. `staffId` is null for people who do not work at the hospital. */
export interface Person {
	id: string;
	email: string;
	name: string;
	staffId: string | null;
}

/** Somebody with an account and a record of their own. */
export interface PortalPerson extends Person {
	patientId: string;
}

/** Whom a statement runs as: a signed-in person, a stranger, an edge function, the auth service's hooks, or the owner. */
export type Actor = Person | 'anon' | 'service_role' | 'supabase_auth_admin' | 'owner';

export const staffRoles = [
	'admin',
	'doctor',
	'nurse',
	'ward_manager',
	'bed_manager',
	'receptionist',
	'pharmacist',
	'lab_technician',
	'cashier',
	'housekeeper'
] as const;

export type StaffRole = (typeof staffRoles)[number];

/** Connection string of the migrated test database, as role `postgres`. */
export function databaseUrl(): string {
	const url = process.env.LANTERN_TEST_DATABASE_URL;
	if (!url) {
		throw new Error(
			'LANTERN_TEST_DATABASE_URL is not set. `npm test` starts a database and sets it; to run one ' +
				'test by hand, point it at a migrated database (role postgres).'
		);
	}
	return url;
}

/** A connection of one's own, for tests that must commit (races). The caller ends it. */
export async function connect(connectionString = databaseUrl()): Promise<pg.Client> {
	const client = new pg.Client({ connectionString });
	await client.connect();
	return client;
}

/** Codes are unique in the hospital, and a code another test's transaction holds would make this one wait. */
function uniqueCode(): string {
	return `T${randomUUID().replaceAll('-', '').slice(0, 11).toUpperCase()}`;
}

/** The database role and the token's claims with which PostgREST would run somebody's request. */
export function credentials(actor: Actor): { role: string; claims: string } {
	if (actor === 'owner') return { role: 'none', claims: '' };
	if (typeof actor === 'string') return { role: actor, claims: JSON.stringify({ role: actor }) };
	return {
		role: 'authenticated',
		claims: JSON.stringify({
			sub: actor.id,
			email: actor.email,
			role: 'authenticated',
			aud: 'authenticated',
			aal: 'aal1'
		})
	};
}

/** One test's transaction. */
export class TestDatabase {
	readonly client: pg.Client;
	#depth = 0;
	#actor: Actor = 'owner';
	#serial = 0;

	constructor(client: pg.Client) {
		this.client = client;
	}

	/** All rows of a statement. */
	async rows<Row extends QueryResultRow = QueryResultRow>(
		sql: string,
		values: unknown[] = []
	): Promise<Row[]> {
		return (await this.client.query<Row>(sql, values)).rows;
	}

	/** The only row of a statement; anything but exactly one is an error. */
	async row<Row extends QueryResultRow = QueryResultRow>(
		sql: string,
		values: unknown[] = []
	): Promise<Row> {
		const rows = await this.rows<Row>(sql, values);
		const [first] = rows;
		if (first === undefined || rows.length > 1) {
			throw new Error(`expected one row, got ${rows.length}: ${sql}`);
		}
		return first;
	}

	/** The first column of the only row. */
	async value<Value>(sql: string, values: unknown[] = []): Promise<Value> {
		return Object.values(await this.row(sql, values))[0] as Value;
	}

	/** How many rows a statement touched. */
	async count(sql: string, values: unknown[] = []): Promise<number> {
		return (await this.client.query(sql, values)).rowCount ?? 0;
	}

	/**
	 * Runs `run` as somebody. What it wrote stays for the rest of the test; if it throws, it is undone
	 * and the transaction goes on, so a refusal can be asserted and the tables looked at afterwards.
	 */
	async as<Result>(actor: Actor, run: () => Promise<Result>): Promise<Result> {
		const outer = this.#actor;
		const savepoint = `as_${++this.#depth}`;
		await this.client.query(`savepoint ${savepoint}`);
		try {
			await this.#become(actor);
			const result = await run();
			await this.#become(outer);
			await this.client.query(`release savepoint ${savepoint}`);
			return result;
		} catch (error) {
			// Rolling back takes the role and the claims back with it.
			await this.client.query(`rollback to savepoint ${savepoint}`);
			await this.client.query(`release savepoint ${savepoint}`);
			throw error;
		} finally {
			this.#actor = outer;
			this.#depth--;
		}
	}

	/** Runs `run` and undoes what it did. */
	async undone<Result>(run: () => Promise<Result>): Promise<Result> {
		const savepoint = `undone_${++this.#depth}`;
		await this.client.query(`savepoint ${savepoint}`);
		try {
			return await run();
		} finally {
			await this.client.query(`rollback to savepoint ${savepoint}`);
			await this.client.query(`release savepoint ${savepoint}`);
			this.#depth--;
		}
	}

	/** The error with which the database refuses `run`; the test fails if it does not refuse. */
	async refusal(actor: Actor, run: () => Promise<unknown>): Promise<pg.DatabaseError> {
		try {
			await this.as(actor, run);
		} catch (error) {
			if (error instanceof pg.DatabaseError) return error;
			throw error;
		}
		return expect.fail('the database did not refuse');
	}

	/**
	 * What statements in one text answer to somebody, undone. For the thousands of cells of the access matrix: two round
	 * trips instead of `undone` and `as` with eight.
	 */
	async answers(actor: Actor, sql: string): Promise<QueryResult[]> {
		const { role, claims } = credentials(actor);
		const become = `select set_config('role', ${pg.escapeLiteral(role)}, true),
			set_config('request.jwt.claims', ${pg.escapeLiteral(claims)}, true)`;
		try {
			const results: unknown = await this.client.query(`savepoint tried; ${become}; ${sql}`);
			// Several statements in one text have several results; the types know of one only.
			return (results as QueryResult[]).slice(2);
		} finally {
			await this.client.query('rollback to savepoint tried; release savepoint tried');
		}
	}

	/** How many rows one statement touched as somebody, undone. */
	async tried(actor: Actor, sql: string): Promise<number> {
		return (await this.answers(actor, sql)).at(-1)?.rowCount ?? 0;
	}

	async #become(actor: Actor): Promise<void> {
		this.#actor = actor;
		const { role, claims } = credentials(actor);
		await this.client.query(
			// A request is a transaction of its own: what was announced in another is announced again, and a session asked about.
			`select set_config('lantern.announced', '', true), set_config('lantern.whole', '', true), set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`,
			[role, claims]
		);
	}

	/** A number no other call in this test has had: for names and codes that must differ. */
	serial(): number {
		return ++this.#serial;
	}

	/** An account, as registering makes it: a profile and the role patient. */
	async createUser(
		name = `Person ${this.serial()}`,
		metadata: Record<string, unknown> = {}
	): Promise<Person> {
		const id = randomUUID();
		const email = `${id}@tests.example`;
		await this.client.query(
			`insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data)
			 values ($1, 'authenticated', 'authenticated', $2, '{}', $3)`,
			[id, email, JSON.stringify({ full_name: name, ...metadata })]
		);
		return { id, email, name, staffId: null };
	}

	/** A colleague with an account, a staff entry and the role. Doctors: see `createDoctor`. */
	async createStaff(
		role: StaffRole,
		{ name, active = true }: { name?: string; active?: boolean } = {}
	): Promise<Person & { staffId: string }> {
		const user = await this.createUser(name ?? `${role} ${this.serial()}`);
		const staffId = await this.value<string>(
			`insert into public.staff (user_id, full_name, position, active)
			 values ($1, $2, $3, $4) returning id`,
			[user.id, user.name, role === 'admin' ? 'administrator' : role, active]
		);
		await this.client.query('insert into public.user_roles (user_id, role_id) values ($1, $2)', [
			user.id,
			role
		]);
		return { ...user, staffId };
	}

	/** A doctor with an account, a staff entry, a specialty and a place in the directory. */
	async createDoctor({
		name = `Dr. Person ${this.serial()}`,
		specialtyId
	}: { name?: string; specialtyId?: string } = {}): Promise<
		Person & { staffId: string; doctorId: string; specialtyId: string }
	> {
		const person = await this.createStaff('doctor', { name });
		const specialty = specialtyId ?? (await this.createSpecialty());
		await this.client.query(
			'insert into public.doctors (id, specialty_id, name) values ($1, $2, $3)',
			[person.staffId, specialty, name]
		);
		return { ...person, doctorId: person.staffId, specialtyId: specialty };
	}

	/** A department; returns its id. */
	async createDepartment(): Promise<string> {
		const code = uniqueCode();
		return this.value<string>(
			'insert into public.departments (code, name) values ($1, $2) returning id',
			[code, `Department ${code}`]
		);
	}

	/** A specialty in a department of its own; returns its id. */
	async createSpecialty(): Promise<string> {
		const code = uniqueCode();
		return this.value<string>(
			`insert into public.specialties (code, name, department_id) values ($1, $2, $3) returning id`,
			[code, `Specialty ${code}`, await this.createDepartment()]
		);
	}

	/** A patient's record without an account; returns its id. */
	async createPatient({
		givenName = 'Test',
		familyName = `Patient ${this.serial()}`,
		birthDate = '1980-05-17',
		sex = 'female',
		phone = null
	}: {
		givenName?: string;
		familyName?: string;
		birthDate?: string;
		sex?: 'female' | 'male' | 'other' | 'unknown';
		phone?: string | null;
	} = {}): Promise<string> {
		return this.value<string>(
			`insert into public.patients (given_name, family_name, birth_date, sex, phone)
			 values ($1, $2, $3, $4, $5) returning id`,
			[givenName, familyName, birthDate, sex, phone]
		);
	}

	/** Somebody with an account linked to a record of their own. */
	async createPortalPerson(
		patient: Parameters<TestDatabase['createPatient']>[0] = {}
	): Promise<PortalPerson> {
		const user = await this.createUser();
		const patientId = await this.createPatient(patient);
		await this.client.query(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'self')`,
			[user.id, patientId]
		);
		return { ...user, patientId };
	}
}

interface Fixtures {
	db: TestDatabase;
}

/**
 * Connections of this file's tests that nobody uses now, by what they are connected to: a new one would compile and plan
 * everything anew.
 */
const idle = new Map<string, pg.Client[]>();
afterAll(() => Promise.all([...idle.values()].flat().map((client) => client.end())));

async function kept(connectionString: string): Promise<pg.Client> {
	const client = idle.get(connectionString)?.pop();
	if (client) return client;
	const made = await connect(connectionString);
	// A server that stops, or a database taken away, ends it: the next test's first query says so.
	made.on('error', () => idle.delete(connectionString));
	return made;
}

/** Gives `use` a transaction in that database, and rolls it back whatever happens. */
export async function inTransaction(
	connectionString: string,
	use: (db: TestDatabase) => Promise<void>
): Promise<void> {
	const client = await kept(connectionString);
	try {
		await client.query('begin');
		await use(new TestDatabase(client));
		await client.query(
			'rollback; reset session authorization; reset all; select pg_advisory_unlock_all()'
		);
	} catch (error) {
		await client.end();
		throw error;
	}
	idle.set(connectionString, [...(idle.get(connectionString) ?? []), client]);
}

/** Vitest's `test` with `db`: the test's own transaction, rolled back whatever happens. */
export const test = base.extend<Fixtures>({
	// Vitest reads a fixture's dependencies from this pattern: none.
	db: async ({}, use) => inTransaction(databaseUrl(), use)
});

/** A copy of the test database as it was before any test, with its jobs asleep; gone when `use` ends. */
async function withDatabaseApart(use: (connectionString: string) => Promise<void>): Promise<void> {
	const url = new URL(databaseUrl());
	const name = `apart_${randomUUID().replaceAll('-', '')}`;
	const owner = await connect();
	try {
		await owner.query(`create database ${name} template ${testStack().template}`);
		url.pathname = `/${name}`;
		await use(url.href);
	} finally {
		await owner.query(`drop database if exists ${name} with (force)`);
		await owner.end();
	}
}

/**
 * The same for tests that change the schema (drop a policy, switch a trigger off). That locks whole
 * tables, and two tests would wait for each other in a circle; so the file has a database of its own.
 * No job runs in it, and no service of the stack knows it.
 */
export const testApart = base.extend<{ $test: Fixtures; $file: { apart: string } }>({
	apart: [async ({}, use) => withDatabaseApart(use), { scope: 'file' }],
	db: async ({ apart }, use) => inTransaction(apart, use)
});

/** A deadlock; a row that refers to ours, written since by a job. */
const passing = new Set(['40P01', '23503']);

/**
 * Takes away what tests that must commit (races) have made: `removals` in their order, all or nothing.
 * Jobs and other tests go on meanwhile, so what fails because of one of them is tried again.
 */
export async function takeAway(removals: [sql: string, values?: unknown[]][]): Promise<void> {
	const client = await connect();
	try {
		for (let attempt = 1; ; attempt++) {
			try {
				await client.query('begin');
				for (const [sql, values] of removals) await client.query(sql, values);
				await client.query('commit');
				return;
			} catch (error) {
				await client.query('rollback');
				const again = error instanceof pg.DatabaseError && passing.has(error.code ?? '');
				if (!again || attempt === 5) throw error;
			}
		}
	} finally {
		await client.end();
	}
}

export { describe, expect } from 'vitest';
