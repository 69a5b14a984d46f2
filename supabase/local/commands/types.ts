/**
 * Writes the database's types for TypeScript, from a throwaway database with every migration:
 * `npm run types`. With `--check` it writes nothing and fails when they are out of date.
 */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { format, resolveConfig } from 'prettier';
import { startMigratedDatabase } from '../database.ts';
import { supabaseCli } from '../migrations.ts';
import { removeData } from '../postgres.ts';
import { refuse } from '../refusal.ts';
import { repository } from '../stack.ts';

const target = join(repository, 'src', 'lib', 'app', 'supabase', 'database.types.ts');

/** The permissions the domains define, for screens that ask about them. */
async function permissionsType(databaseUrl: string): Promise<string> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		const { rows } = await client.query<{ id: string }>(
			'select id from public.permissions order by id collate "C"'
		);
		return `export type Permission = ${rows.map(({ id }) => `'${id}'`).join(' | ')};`;
	} finally {
		await client.end();
	}
}

/** The types of a database's exposed schema, as the official CLI writes them, and its permissions; formatted. */
async function generateTypes(databaseUrl: string): Promise<string> {
	const remote = `--remote=${databaseUrl}`;
	const [types, permissions] = await Promise.all([
		supabaseCli(['gen', 'types', 'typescript', remote, '--schema', 'public'], repository),
		permissionsType(databaseUrl)
	]);
	return format(`${types}\n${permissions}\n`, {
		...(await resolveConfig(target)),
		filepath: target
	});
}

/**
 * Compares the committed types with a database's.
 *
 * @returns what is wrong; nothing when they are up to date
 */
export async function checkTypes(databaseUrl: string): Promise<string[]> {
	const [generated, committed] = await Promise.all([
		generateTypes(databaseUrl),
		readFile(target, 'utf8').catch(() => '')
	]);
	if (generated === committed) return [];
	return [`${relative(repository, target)} is out of date. Run npm run types and commit it.`];
}

async function main(): Promise<void> {
	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-types-'));
	const database = await startMigratedDatabase({
		stateDirectory,
		projectDirectory: repository,
		fsync: false
	});
	try {
		if (process.argv.includes('--check')) {
			const problems = await checkTypes(database.databaseUrl('postgres'));
			for (const problem of problems) console.error(problem);
			process.exitCode = problems.length > 0 ? 1 : 0;
		} else {
			await writeFile(target, await generateTypes(database.databaseUrl('postgres')));
			console.log(`Wrote ${relative(repository, target)}`);
		}
	} finally {
		await database.stop();
		removeData(stateDirectory);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main().catch(refuse);
