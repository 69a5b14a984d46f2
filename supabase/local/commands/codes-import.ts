/**
 * Reads a file of codes (ICD, LOINC, or a table of one's own) into the database of the running stack. The same file again
 * changes nothing.
 *
 *   npm run codes:import -- --system icd-10-cm --version 2026 icd10cm_order_2026.txt
 *   npm run codes:import -- --system loinc --version 2.80 Loinc.csv
 *   npm run codes:import -- --system own-list --format generic --name "Our list" --url https://example.org/codes codes.csv
 *
 * `--part` says that the file is not the whole list: what it lacks stays valid. `DATABASE_URL` (role `postgres`) chooses
 * another database than the running stack's, for example a hosted project's.
 */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { formats, type Format } from '../../../src/lib/records/codes/formats.ts';
import { importCodes } from '../../../src/lib/records/codes/import.ts';
import { knownSystems } from '../../../src/lib/records/codes/systems.ts';
import { chosenDatabase, failureOf } from '../running-database.ts';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		system: text,
		format: text,
		version: text,
		name: text,
		url: text,
		notice: text,
		part: { type: 'boolean', default: false }
	}
});
const [file] = positionals;
const known = knownSystems.find(({ id }) => id === values.system);
const format = (values.format ?? known?.format) as Format | undefined;
if (!file || !values.system || !format || !formats.includes(format)) {
	console.error(
		`Say which file, --system (${knownSystems.map(({ id }) => id).join(', ')}, or a name of your own) and, for your own, --format (${formats.join(', ')})`
	);
	process.exit(2);
}

const client = new pg.Client({
	connectionString: chosenDatabase(),
	application_name: 'codes-import'
});
const written = (number: number) => number.toLocaleString('en');
try {
	const { size } = statSync(file);
	await client.connect();
	const { rows: begun } = await client.query<{ id: string }>(
		'select private.open_code_import($1, $2, $3, $4, $5, $6, $7) as id',
		[
			values.system,
			format,
			basename(file),
			values.version,
			values.name ?? known?.name,
			values.url ?? known?.url,
			values.notice ?? known?.notice
		]
	);
	const id = begun[0]?.id;
	const { added, changed, unchanged, refused } = await importCodes(
		{ chunks: createReadStream(file), size, format },
		async (lines) => {
			const { rows } = await client.query('select * from private.take_code_lines($1, $2)', [
				id,
				JSON.stringify(lines)
			]);
			return rows[0];
		},
		({ part }) => process.stdout.write(`\r${Math.round(part * 100)} %`)
	);
	const { rows } = await client.query<{ ended: number }>(
		'select private.close_code_import($1, $2) as ended',
		[id, !values.part]
	);
	console.log(
		`\n✓ ${written(added)} new, ${written(changed)} changed, ${written(unchanged)} as they were, ${written(rows[0]?.ended ?? 0)} ended, ${written(refused)} lines refused`
	);
	if (refused > 0) {
		const { rows: few } = await client.query<{ line: number; code: string | null; why: string }>(
			`select refusal.* from public.code_imports,
				jsonb_to_recordset(refusals) as refusal (line integer, code text, why text) where id = $1 limit 20`,
			[id]
		);
		for (const { line, code, why } of few)
			console.log(`  line ${line}${code ? ` (${code})` : ''}: ${why}`);
	}
} catch (error) {
	console.error(`\nNot finished: ${failureOf(error)}`);
	process.exitCode = 1;
} finally {
	await client.end();
}
