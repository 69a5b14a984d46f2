import { createHash, type Hash } from 'node:crypto';
import pg from 'pg';
import type { Frame } from './archive.ts';

/*
 * The rows of a database, as the texts Postgres itself writes and reads, from one moment. Not the schema: that is the
 * migrations, which are in a backup as files. So the same backup is made of an embedded database and of a hosted one,
 * where no superuser is to be had, and goes into a newer Postgres.
 */

/** Schemas whose rows are the hospital's. What is not here is made by the stack, or is news of the last minute. */
const schemas = ['public', 'private', 'audit', 'auth', 'storage'];
/** The platform's own record of its changes. */
const passedBy = ['auth.schema_migrations', 'storage.migrations'];
const rowsAtOnce = 1000;
/** Rows of a frame, in characters. */
const frameSize = 4 << 20;

export interface TableSays {
	table: string;
	columns: { name: string; type: string }[];
}
export interface TableTotal {
	rows: number;
	/** SHA-256 over the rows' own hashes added up: the same whatever their order. */
	digest: string;
}

type Row = (string | null)[];
/** Postgres' own text of each value, whatever its type. */
const asTexts = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/** Adds up rows so that their order is nothing. */
export class Sum {
	rows = 0;
	readonly #words = new BigUint64Array(4);

	add(row: Row): void {
		this.rows += 1;
		const hash = createHash('sha256').update(JSON.stringify(row)).digest();
		for (let i = 0; i < 4; i++) {
			this.#words[i] = (this.#words[i] ?? 0n) + hash.readBigUInt64BE(i * 8);
		}
	}

	get total(): TableTotal {
		const hash: Hash = createHash('sha256').update(new Uint8Array(this.#words.buffer));
		return { rows: this.rows, digest: hash.digest('hex') };
	}
}

/** The tables whose rows are the hospital's, with the columns that are written and not computed. */
export async function tablesOf(client: pg.ClientBase): Promise<TableSays[]> {
	const { rows } = await client.query<{ table: string; columns: TableSays['columns'] }>(
		`select format('%I.%I', n.nspname, c.relname) as table,
			coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
				filter (where a.attgenerated = ''), '[]') as columns
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any ($1)
			and format('%I.%I', n.nspname, c.relname) <> all ($2)
		group by n.nspname, c.relname, c.oid order by 1`,
		[schemas, passedBy]
	);
	return rows;
}

const list = (columns: TableSays['columns']) =>
	columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');

/** All rows of a table, a batch at a time, by a cursor of the transaction there is. */
export async function* rowsOf(
	client: pg.ClientBase,
	{ table, columns }: TableSays
): AsyncGenerator<Row[]> {
	await client.query(
		`declare backup_rows no scroll cursor for select ${list(columns)} from ${table}`
	);
	for (;;) {
		const { rows } = await client.query<Row>({
			text: `fetch ${rowsAtOnce} from backup_rows`,
			rowMode: 'array',
			types: asTexts
		});
		if (rows.length > 0) yield rows;
		if (rows.length < rowsAtOnce) break;
	}
	await client.query('close backup_rows');
}

/** Begins the one moment a backup is of. Writes nothing; texts are those of any session that says the same. */
export async function beginMoment(client: pg.ClientBase): Promise<void> {
	await client.query('begin transaction isolation level repeatable read read only');
	await sameTexts(client);
}

/** What the texts of values depend on. */
export const sameTexts = (client: pg.ClientBase) =>
	client.query(
		`set local datestyle = 'ISO, MDY'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
		set local extra_float_digits = 1; set local bytea_output = 'hex'; set local statement_timeout = 0;
		set local idle_in_transaction_session_timeout = 0; set local search_path = pg_catalog`
	);

/** Everything of the database: secrets of the vault, tables with their rows and totals, and where counters stand. */
export async function* readDatabase(client: pg.ClientBase): AsyncGenerator<Frame> {
	// Opened here and locked up again where they are restored: the vault's own key stays where it is.
	const secrets = await client.query<Record<string, string>>(
		'select name, description, decrypted_secret as secret from vault.decrypted_secrets where name is not null order by name'
	);
	yield { say: { secrets: secrets.rows } };

	for (const says of await tablesOf(client)) {
		yield { say: { table: says.table, columns: says.columns } };
		const sum = new Sum();
		let batch: Row[] = [];
		let size = 0;
		for await (const rows of rowsOf(client, says)) {
			for (const row of rows) {
				sum.add(row);
				size += row.reduce((all, text) => all + (text?.length ?? 4) + 3, 0);
				batch.push(row);
				if (size < frameSize) continue;
				yield { say: { rows: batch } };
				[batch, size] = [[], 0];
			}
		}
		if (batch.length > 0) yield { say: { rows: batch } };
		yield { say: { end: says.table, ...sum.total } };
	}

	const counters = await client.query<{ name: string }>(
		`select format('%I.%I', n.nspname, c.relname) as name
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'S' and n.nspname = any ($1) order by 1`,
		[schemas]
	);
	const stand: { name: string; last: string; called: boolean }[] = [];
	for (const { name } of counters.rows) {
		// Counters are of no moment: read last they are behind no row.
		const { rows } = await client.query<{ last: string; called: boolean }>(
			`select last_value::text as last, is_called as called from ${name}`
		);
		if (rows[0]) stand.push({ name, ...rows[0] });
	}
	yield { say: { counters: stand } };
}

/**
 * Writes into a database that has the schema and nothing else. Between `begin` and `end`, in one transaction: as the
 * superuser, with triggers and foreign keys asleep, for all that they did has been done.
 */
export class DatabaseWriter {
	readonly #client: pg.ClientBase;
	#known = new Map<string, TableSays>();
	readonly #backedUp = new Map<string, TableSays>();
	#wide: { trigger: string; table: string }[] = [];
	#insert: { sql: string; places: number[] } | undefined;
	#now: { table: string; sum: Sum } | undefined;
	readonly totals = new Map<string, TableTotal>();
	/** What the backup has and this database does not: the platform's own, of another version. */
	readonly left: string[] = [];

	constructor(client: pg.ClientBase) {
		this.#client = client;
	}

	async begin(): Promise<void> {
		await this.#client.query('begin');
		await sameTexts(this.#client);
		await this.#client.query('set local session_replication_role = replica');
		const tables = await tablesOf(this.#client);
		this.#known = new Map(tables.map((says) => [says.table, says]));
		// Those of the log refuse to be emptied even now; it has nothing yet but what the migrations did.
		const { rows } = await this.#client.query<{ trigger: string; table: string }>(
			`select quote_ident(tgname) as trigger, format('%I.%I', n.nspname, c.relname) as table
			from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
			where tgenabled = 'A' and not tgisinternal and tgparentid = 0 and n.nspname = any ($1)`,
			[schemas]
		);
		this.#wide = rows;
		for (const { trigger, table } of rows)
			await this.#client.query(`alter table ${table} disable trigger ${trigger}`);
		await this.#client.query(`truncate ${[...this.#known.keys()].join(', ')}`);
	}

	async secrets(secrets: Record<string, string>[]): Promise<void> {
		await this.#client.query('delete from vault.secrets');
		for (const { name, description, secret } of secrets) {
			await this.#client.query('select vault.create_secret($1, $2, $3)', [
				secret,
				name,
				description
			]);
		}
	}

	async table({ table, columns }: TableSays): Promise<void> {
		const known = this.#known.get(table);
		this.#now = { table, sum: new Sum() };
		this.#insert = undefined;
		this.#backedUp.set(table, { table, columns });
		if (!known) {
			this.left.push(table);
			return;
		}
		const here = new Map(known.columns.map(({ name, type }) => [name, type]));
		const places = columns.flatMap(({ name }, place) => (here.has(name) ? [place] : []));
		const taken = places.flatMap((place) => columns[place] ?? []);
		this.left.push(
			...columns.filter(({ name }) => !here.has(name)).map(({ name }) => `${table}.${name}`)
		);
		if (table === 'audit.events') await this.#makeParts(columns);
		const values = taken.map(({ name }, at) => `c${at}::${here.get(name) ?? 'text'}`).join(', ');
		const arrays = taken.map((_, at) => `$${at + 1}::text[]`).join(', ');
		const names = taken.map((_, at) => `c${at}`).join(', ');
		this.#insert = {
			places,
			sql: `insert into ${table} (${list(taken)}) overriding system value select ${values} from unnest(${arrays}) as r(${names})`
		};
	}

	/** The log has a part a month; those of the backup's months were made when it was written. */
	#months: { at: number; made: Set<string> } | undefined;
	async #makeParts(columns: TableSays['columns']): Promise<void> {
		this.#months = { at: columns.findIndex(({ name }) => name === 'at'), made: new Set() };
	}

	async rows(rows: Row[]): Promise<void> {
		if (!this.#now) throw new Error('rows of no table');
		for (const row of rows) this.#now.sum.add(row);
		if (!this.#insert) return;
		if (this.#now.table === 'audit.events' && this.#months) {
			for (const row of rows) {
				const month = row[this.#months.at]?.slice(0, 7) ?? '';
				if (this.#months.made.has(month)) continue;
				this.#months.made.add(month);
				await this.#client.query('select private.make_audit_parts($1::timestamptz)', [
					`${month}-15T00:00:00Z`
				]);
			}
		}
		const { sql, places } = this.#insert;
		for (let from = 0; from < rows.length; from += rowsAtOnce) {
			const some = rows.slice(from, from + rowsAtOnce);
			if (places.length === 0) throw new Error(`${this.#now.table} has none of its columns`);
			await this.#client.query(
				sql,
				places.map((place) => some.map((row) => row[place] ?? null))
			);
		}
	}

	/** Compares what was read of a table with what was written into the backup. */
	endTable(table: string, total: TableTotal): void {
		const read = this.#now?.sum.total;
		if (this.#now?.table !== table || read?.rows !== total.rows || read.digest !== total.digest) {
			throw new Error(`the rows of ${table} are not those that were backed up`);
		}
		this.totals.set(table, total);
		this.#now = undefined;
	}

	async counters(counters: { name: string; last: string; called: boolean }[]): Promise<void> {
		for (const { name, last, called } of counters) {
			await this.#client.query(
				`select setval(to_regclass($1), $2, $3) where to_regclass($1) is not null`,
				[name, last, called]
			);
		}
	}

	/** Reads back what was written, compares it row for row, and makes it so. */
	async end(): Promise<void> {
		for (const [table, total] of this.totals) {
			const says = this.#backedUp.get(table);
			if (!says || this.left.some((name) => name === table || name.startsWith(`${table}.`)))
				continue;
			const sum = new Sum();
			for await (const rows of rowsOf(this.#client, says)) for (const row of rows) sum.add(row);
			if (sum.total.digest !== total.digest) {
				throw new Error(
					`${table}: ${sum.rows} rows were restored of ${total.rows}, or some are not the same`
				);
			}
		}
		for (const { trigger, table } of this.#wide) {
			await this.#client.query(`alter table ${table} enable always trigger ${trigger}`);
		}
		await this.#client.query('commit');
	}
}
