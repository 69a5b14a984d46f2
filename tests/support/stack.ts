import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadDemo } from '../../supabase/seed/load.ts';
import { startStack } from '../../supabase/local/stack.ts';

/** Where the stack of this test run is; handed from process to process as JSON in one variable. */
export interface TestStack {
	url: string;
	publishableKey: string;
	secretKey: string;
	/** Connection string as `postgres`, the role migrations run as. */
	databaseUrl: string;
	mailUrl: string;
	/** `POST <controlUrl>/drop` breaks every connection to the stack, as a bad network would. */
	controlUrl: string;
}

const variable = 'LANTERN_TEST_STACK';

/** The stack this test run uses. Throws when no runner has started one. */
export function testStack(): TestStack {
	const value = process.env[variable];
	if (!value) throw new Error(`No test stack: run the tests with npm test, which sets ${variable}`);
	return JSON.parse(value) as TestStack;
}

/**
 * Puts the words tests name their patients with into the search's dictionary. A word that is new there
 * belongs to whoever adds it until they commit; tests do not, and would wait for each other, in a circle
 * if they add several people.
 */
async function learnTestNames(connectionString: string): Promise<void> {
	const client = new pg.Client({ connectionString });
	await client.connect();
	await client.query(
		`select private.learn_name_words(
			array['test', 'patient', 'person', 'many', 'prueba'] || array(select generate_series(0, 400)::text)
		)`
	);
	await client.end();
}

/**
 * Finds the stack of this run or starts one, with migrations and the demo hospital, and tells the
 * processes started from here where it is. The function it resolves to stops what was started.
 */
export async function provideStack(): Promise<() => Promise<void>> {
	if (process.env[variable]) return () => Promise.resolve();

	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-test-'));
	const stack = await startStack({ stateDirectory, ports: 'free', fsync: false, log: () => {} });
	await loadDemo(stack.databaseUrl('postgres'));
	await learnTestNames(stack.databaseUrl('postgres'));

	const control = createServer((request, response) => {
		const known = request.method === 'POST' && request.url === '/drop';
		if (known) stack.dropSockets();
		response.writeHead(known ? 204 : 404).end();
	});
	await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));

	const found: TestStack = {
		url: stack.url,
		publishableKey: stack.keys.publishable,
		secretKey: stack.keys.secret,
		databaseUrl: stack.databaseUrl('postgres'),
		mailUrl: stack.mailUrl,
		controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`
	};
	process.env[variable] = JSON.stringify(found);
	process.env.LANTERN_TEST_DATABASE_URL = found.databaseUrl;

	return async () => {
		control.close();
		await stack.stop();
		await rm(stateDirectory, { recursive: true, force: true });
	};
}
