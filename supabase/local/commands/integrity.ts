/**
 * Tells whether the database and the files of storage are whole, and whether what must agree does: constraints, references,
 * indexes, the sums each domain has named, sealed values, files. Exits with 1 when something is not. Reads only, while
 * everything runs; a big hospital's takes minutes.
 *
 *   npm run integrity
 *
 * `DATABASE_URL` (role `postgres`) chooses another database than the running stack's; the files are looked at on this machine.
 */
import { join } from 'node:path';
import pg from 'pg';
import { checkIntegrity } from '../backup/integrity.ts';
import { chosenDatabase, failureOf } from '../running-database.ts';
import { defaultStateDirectory } from '../stack.ts';

const client = new pg.Client({ connectionString: chosenDatabase(), application_name: 'integrity' });
try {
	await client.connect();
	// One moment for all of it.
	await client.query('begin transaction isolation level repeatable read');
	await client.query('set local statement_timeout = 0');
	let wrong = 0;
	const storageDirectory = process.env.DATABASE_URL
		? undefined
		: join(defaultStateDirectory, 'storage');
	for await (const { what, ok, details } of checkIntegrity(client, { storageDirectory })) {
		console.log(`${ok === undefined ? '–' : ok ? '✓' : '✗'} ${what}`);
		for (const detail of details) console.log(`    ${detail}`);
		if (ok === false) wrong += 1;
	}
	console.log(
		wrong === 0 ? '✓ All of it is whole' : `✗ ${wrong} of it ${wrong === 1 ? 'is' : 'are'} not`
	);
	process.exit(wrong === 0 ? 0 : 1);
} catch (error) {
	console.error(`Not finished: ${failureOf(error)}`);
	process.exit(2);
}
