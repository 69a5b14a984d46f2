import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';

const demo = fileURLToPath(new URL('./demo', import.meta.url));

/** The files of the demo hospital, in the order they run; hosted projects run them with psql. */
function demoFiles(folder = demo): URL[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.sql'))
		.sort()
		.map((name) => pathToFileURL(join(folder, name)));
}

/**
 * Fills a migrated database with the demo hospital, all of it or nothing. A database that has
 * departments is somebody's hospital already and is left alone.
 *
 * @param databaseUrl connection string of the role `postgres`
 * @param folder where its files are, if not here
 * @throws the database's error, with the file in front of its message
 */
export async function loadDemo(databaseUrl: string, folder?: string): Promise<void> {
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'demo' });
	await client.connect();
	try {
		await client.query('begin');
		// Two starts at once would both find it empty.
		await client.query(`select pg_advisory_xact_lock(hashtext('lantern.demo'))`);
		const { rowCount } = await client.query('select from public.departments limit 1');
		if (rowCount === 0) {
			for (const file of demoFiles(folder)) await run(client, file);
		}
		await client.query('commit');
	} finally {
		await client.end();
	}
}

async function run(client: pg.Client, file: URL): Promise<void> {
	try {
		await client.query(readFileSync(file, 'utf8'));
	} catch (error) {
		const name = file.pathname.split('/').pop() ?? '';
		if (error instanceof Error) error.message = `${name}: ${error.message}`;
		throw error;
	}
}
