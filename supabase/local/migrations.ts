import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export interface MigrationOptions {
	/** Connection string of the role `postgres`. */
	databaseUrl: string;
	/** The repository; migrations are in `supabase/migrations` below it. */
	projectDirectory: string;
}

/**
 * Applies the migrations the database lacks, through the official CLI, as a hosted project's are.
 * Asks the database first: when nothing is missing, the CLI (half a second) is not started.
 *
 * @returns the versions applied now
 * @throws with the CLI's own words, which name the file and the statement
 */
export async function migrate(options: MigrationOptions): Promise<string[]> {
	const applied = new Set(await appliedVersions(options.databaseUrl));
	const missing = migrationFiles(options.projectDirectory)
		.map((file) => file.version)
		.filter((version) => !applied.has(version));
	if (missing.length === 0) return [];
	await supabaseCli(
		['db', 'push', `--remote=${options.databaseUrl}`, '--yes'],
		options.projectDirectory
	);
	return missing;
}

export interface MigrationFile {
	/** The timestamp a file's name begins with. */
	version: string;
	name: string;
	path: string;
}

/** The project's migrations, in the order they are applied. */
export function migrationFiles(projectDirectory: string): MigrationFile[] {
	const folder = join(projectDirectory, 'supabase', 'migrations');
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => /^\d+_.*\.sql$/.test(name))
		.sort()
		.map((name) => ({ version: name.split('_')[0] ?? '', name, path: join(folder, name) }));
}

/** Changes whenever any migration does; names a database template, or tells that one is stale. */
export function migrationsHash(projectDirectory: string): string {
	const hash = createHash('sha256');
	for (const file of migrationFiles(projectDirectory)) {
		hash.update(file.name).update(readFileSync(file.path));
	}
	return hash.digest('hex');
}

/**
 * Runs the official `supabase` CLI from node_modules and gives back what it printed.
 *
 * @throws with what it wrote to stderr
 */
export async function supabaseCli(args: string[], projectDirectory: string): Promise<string> {
	const require = createRequire(import.meta.url);
	const manifestPath = require.resolve('supabase/package.json');
	const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { bin: { supabase: string } };
	const program = join(manifestPath, '..', manifest.bin.supabase);
	// The CLI keeps settings in its user's home; ours are its defaults, and stay so.
	const home = mkdtempSync(join(tmpdir(), 'lantern-cli-'));
	try {
		const { stdout } = await run(
			process.execPath,
			[program, '--workdir', projectDirectory, ...args],
			{
				cwd: projectDirectory,
				env: {
					...process.env,
					HOME: home,
					SUPABASE_HOME: home,
					PGSSLMODE: 'disable',
					DO_NOT_TRACK: '1',
					NO_COLOR: '1'
				},
				maxBuffer: 64 * 1024 * 1024
			}
		);
		return stdout;
	} catch (error) {
		const { stderr, stdout } = error as { stderr?: string; stdout?: string };
		const said = [stderr, stdout].filter(Boolean).join('\n').trim();
		throw new Error(`supabase ${args[0]} ${args[1]} failed:\n${said}`, { cause: error });
	} finally {
		rmSync(home, { recursive: true, force: true });
	}
}

async function appliedVersions(databaseUrl: string): Promise<string[]> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		const { rows } = await client.query<{ version: string }>(
			`select version from supabase_migrations.schema_migrations`
		);
		return rows.map((row) => row.version);
	} catch (error) {
		const undefinedTable = (error as { code?: string }).code === '42P01';
		if (undefinedTable) return [];
		throw error;
	} finally {
		await client.end();
	}
}
