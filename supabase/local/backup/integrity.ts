import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

export interface Finding {
	what: string;
	/** Nothing wrong was found; undefined: it could not be asked here. */
	ok: boolean | undefined;
	details: string[];
}

/** Where the files of storage are; undefined: elsewhere, so that only their rows can be asked. */
interface IntegrityOptions {
	storageDirectory?: string;
}

const ours = `('public', 'private', 'audit', 'auth', 'storage')`;
const shown = 5;

/** Asks whether the database and the files are whole and agree, thing by thing. Reads only. */
export async function* checkIntegrity(
	client: pg.ClientBase,
	{ storageDirectory }: IntegrityOptions = {}
): AsyncGenerator<Finding> {
	// So that every name is said in full.
	await client.query(`set local search_path = ''`);
	yield* pages(client);
	yield finding(
		'Every constraint is in force',
		await column(
			client,
			`
		select format('%s of %s', conname, conrelid::regclass) from pg_constraint
		where not convalidated and connamespace::regnamespace::text in ${ours}
		union all
		select format('foreign keys of %s are not asked', tgrelid::regclass) from pg_trigger
		where tgisinternal and tgenabled in ('D', 'R') and tgrelid in (
			select oid from pg_class where relnamespace::regnamespace::text in ${ours})
		union all
		select format('trigger %s of %s is switched off', tgname, tgrelid::regclass) from pg_trigger
		where not tgisinternal and tgenabled in ('D', 'R') and tgrelid in (
			select oid from pg_class where relnamespace::regnamespace::text in ${ours})
		union all
		select format('index %s', indexrelid::regclass) from pg_index
		where not (indisvalid and indisready and indislive) and indrelid in (
			select oid from pg_class where relnamespace::regnamespace::text in ${ours})`
		)
	);
	yield finding('Every row keeps its table’s rules', await brokenChecks(client));
	yield finding('Every reference leads somewhere', await brokenReferences(client));
	yield* indexes(client);
	const { rows: rules } = await client.query<{ says: string; finds: string }>(
		'select says, finds from private.integrity_rules order by name'
	);
	for (const { says, finds } of rules) yield finding(says, await column(client, finds));
	yield* files(client, storageDirectory);
}

const finding = (what: string, wrong: string[]): Finding => ({
	what,
	ok: wrong.length === 0,
	details:
		wrong.length > shown ? [...wrong.slice(0, shown), `and ${wrong.length - shown} more`] : wrong
});

/** The first column of each row. */
async function column(client: pg.ClientBase, sql: string): Promise<string[]> {
	const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
	return rows.map(([value]) => String(value));
}

/** What the disk gave back other than it was written: found when a page is read, so all are. */
async function* pages(client: pg.ClientBase): AsyncGenerator<Finding> {
	const [on] = await column(client, `select current_setting('data_checksums')`);
	const wrong = on === 'on' ? [] : ['the server was made without checksums: it cannot tell'];
	const failures = `select sum(checksum_failures) from pg_stat_database where checksum_failures > 0 having sum(checksum_failures) > 0`;
	wrong.push(
		...(await column(client, failures)).map(
			(count) => `${count} pages were not as they were written`
		)
	);
	yield finding('Pages on disk have checksums, and all that were read were right', wrong);
}

/** A constraint that was valid once may be broken by a restore, a disk or a function that was changed. */
async function brokenChecks(client: pg.ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ name: string; table: string; condition: string }>(
		`select conname as name, conrelid::regclass::text as table, pg_get_expr(conbin, conrelid) as condition
		from pg_constraint where contype = 'c' and conrelid <> 0 and conparentid = 0
			and connamespace::regnamespace::text in ('public', 'private', 'audit')`
	);
	const broken: string[] = [];
	const byTable = group(rows);
	for (const [table, checks] of byTable) {
		// Once through the table, whatever the number of its rules.
		const counts = checks
			.map(({ condition }) => `count(*) filter (where not (${condition}))`)
			.join(', ');
		const { rows: found } = await client.query<string[]>({
			text: `select ${counts} from ${table}`,
			rowMode: 'array'
		});
		checks.forEach(({ name }, at) => {
			const count = Number(found[0]?.[at] ?? 0);
			if (count > 0) broken.push(`${count} rows of ${table} against ${name}`);
		});
	}
	return broken;
}

function group<Row extends { table: string }>(rows: Row[]): Map<string, Row[]> {
	const groups = new Map<string, Row[]>();
	for (const row of rows) groups.set(row.table, [...(groups.get(row.table) ?? []), row]);
	return groups;
}

async function brokenReferences(client: pg.ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ name: string; query: string }>(
		`select format('%s of %s', conname, conrelid::regclass) as name,
			format('select count(*) from %s as one where %s and not exists (select from %s as other where %s)',
				conrelid::regclass,
				(select string_agg(format('one.%I is not null', a.attname), ' and ')
					from unnest(conkey) key join pg_attribute a on a.attrelid = conrelid and a.attnum = key),
				confrelid::regclass,
				(select string_agg(format('other.%I = one.%I', there.attname, here.attname), ' and ')
					from unnest(conkey, confkey) as pair (here_n, there_n)
					join pg_attribute here on here.attrelid = conrelid and here.attnum = here_n
					join pg_attribute there on there.attrelid = confrelid and there.attnum = there_n)
			) as query
		from pg_constraint where contype = 'f' and conparentid = 0 and connamespace::regnamespace::text in ${ours}`
	);
	const broken: string[] = [];
	for (const { name, query } of rows) {
		const [count] = await column(client, query);
		if (count !== '0') broken.push(`${count} rows by ${name}`);
	}
	return broken;
}

/** Whether each index has all rows of its table in their order; for a server that has the means. */
async function* indexes(client: pg.ClientBase): AsyncGenerator<Finding> {
	const [schema] = await column(
		client,
		`select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace
		join pg_proc p on p.proname = 'bt_index_check' and p.pronamespace = n.oid
		where extname = 'amcheck' and has_function_privilege(p.oid, 'execute') limit 1`
	);
	const what = 'Every index has all rows, in order, and unique ones are';
	if (schema === undefined) {
		yield {
			what,
			ok: undefined,
			details: ['the extension amcheck is not there, or not for this role']
		};
		return;
	}
	const names = await column(
		client,
		`select indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indexrelid
		join pg_am on pg_am.oid = c.relam
		where amname = 'btree' and c.relkind = 'i' and i.indisvalid and c.relnamespace::regnamespace::text in ${ours}`
	);
	const wrong: string[] = [];
	for (const name of names) {
		try {
			await client.query('savepoint looked');
			await client.query(`select ${schema}.bt_index_check($1::regclass, true, true)`, [name]);
		} catch (error) {
			await client.query('rollback to looked');
			wrong.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
	yield finding(what, wrong);
}

/** Files without a row, rows without a file, and files that are not what their row says. */
async function* files(
	client: pg.ClientBase,
	directory: string | undefined
): AsyncGenerator<Finding> {
	const what =
		'Every file of storage is there, as it was stored, and every one belongs to something';
	if (directory === undefined) {
		yield { what, ok: undefined, details: ['the files are elsewhere'] };
		return;
	}
	const { rows } = await client.query<{
		name: string;
		version: string;
		size: string | null;
		etag: string | null;
	}>(
		`select bucket_id || '/' || id as name, version, metadata ->> 'size' as size, metadata ->> 'eTag' as etag
		from storage.objects where version is not null`
	);
	const wrong: string[] = [];
	const known = new Set<string>();
	for (const { name, version, size, etag } of rows) {
		known.add(version);
		const path = join(directory, 'files', version.slice(0, 2), version);
		if (!existsSync(path)) {
			wrong.push(`${name} has no file`);
			continue;
		}
		const hash = createHash('md5');
		let bytes = 0;
		for await (const chunk of createReadStream(path)) {
			hash.update(chunk as Buffer);
			bytes += (chunk as Buffer).length;
		}
		if (size !== null && Number(size) !== bytes)
			wrong.push(`${name} has ${bytes} bytes, not ${size}`);
		else if (etag !== null && etag !== `"${hash.digest('hex')}"`)
			wrong.push(`${name} has another content`);
	}
	const kept = join(directory, 'files');
	for (const folder of existsSync(kept) ? readdirSync(kept) : []) {
		for (const version of readdirSync(join(kept, folder))) {
			if (!known.has(version))
				wrong.push(`the file ${version} belongs to nothing; the next start removes it`);
		}
	}
	yield finding(what, wrong);
}
