/**
 * Reads a licensed table of interactions (CSV: substance_a, substance_b, severity, text, text_es) into the database of the running
 * stack. The same file again changes nothing, and what the hospital has edited or ended stays so.
 *
 *   npm run rules:import -- --source "Licensed table" --version 2026-11 interactions.csv
 *
 * `--preview` says what would become of each line and writes nothing; `--part` says that the file is not the whole table: rules it
 * lacks stay. `DATABASE_URL` (role `postgres`) chooses another database than the running stack's.
 */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { importRules, noCounts, type Counts } from '../../../src/lib/records/medicines/import.ts';
import { chosenDatabase, failureOf } from '../running-database.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { source: text, version: text, part: flag, preview: flag }
});
const [file] = positionals;
const { source, version, preview } = values;
if (!file || !source || !version) {
	console.error('Say which file, its --source and its --version');
	process.exit(2);
}

const client = new pg.Client({
	connectionString: chosenDatabase(),
	application_name: 'rules-import'
});
const written = (number: number) => number.toLocaleString('en');
const refused: { line: number; why: string; what: string }[] = [];
try {
	const { size } = statSync(file);
	await client.connect();
	const { rows: begun } = preview
		? { rows: [] }
		: await client.query<{ id: string }>('select private.open_rule_import($1, $2, $3) as id', [
				source,
				version,
				basename(file)
			]);
	const id = begun[0]?.id;
	const done = await importRules(
		{ chunks: createReadStream(file), size },
		async (lines) => {
			if (id) {
				const { rows } = await client.query<Counts>(
					'select * from private.take_rule_lines($1, $2)',
					[id, JSON.stringify(lines)]
				);
				return rows[0] ?? noCounts;
			}
			const { rows } = await client.query<{
				outcome: keyof Counts;
				line: number;
				why: string;
				what: string;
			}>(
				`select judged.outcome, judged.why, (given ->> 'line')::integer as line, concat_ws(' + ', given ->> 'a', given ->> 'b') as what
				 from jsonb_array_elements($2::jsonb) as given cross join lateral private.judge_rule_line($1, given) judged`,
				[source, JSON.stringify(lines)]
			);
			const counts = { ...noCounts };
			for (const { outcome } of rows) counts[outcome] += 1;
			refused.push(...rows.filter(({ outcome }) => outcome === 'refused').slice(0, 20));
			return counts;
		},
		({ part }) => process.stdout.write(`\r${Math.round(part * 100)} %`)
	);
	let ended = 0;
	if (id) {
		const { rows } = await client.query<{ ended: number }>(
			'select private.close_rule_import($1, $2) as ended',
			[id, !values.part]
		);
		ended = rows[0]?.ended ?? 0;
		const { rows: few } = await client.query<(typeof refused)[number]>(
			`select refusal.* from public.rule_imports,
				jsonb_to_recordset(refusals) as refusal (line integer, why text, what text) where id = $1 limit 20`,
			[id]
		);
		refused.push(...few);
	}
	console.log(
		`\n${preview ? 'Would be' : '✓'} ${written(done.added)} new, ${written(done.changed)} changed, ${written(done.unchanged)} as they were, ${written(done.kept)} kept as the hospital has them, ${written(ended)} ended, ${written(done.refused)} lines refused`
	);
	for (const { line, why, what } of refused.slice(0, 20))
		console.log(`  line ${line} (${what}): ${why}`);
} catch (error) {
	console.error(`\nNot finished: ${failureOf(error)}`);
	process.exitCode = 1;
} finally {
	await client.end();
}
