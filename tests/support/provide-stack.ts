import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clusterWith, provideClusters } from '../../supabase/local/clusters.ts';
import { removeData } from '../../supabase/local/postgres.ts';
import type { Log } from '../../supabase/local/service.ts';
import { startStack } from '../../supabase/local/stack.ts';
import { stackVariable, type TestStack } from './stack.ts';

/**
 * Puts the words tests name their patients with into the search's dictionary. A word that is new there
 * belongs to whoever adds it until they commit; tests do not, and would wait for each other, in a circle
 * if they add several people.
 */
const learnTestNames = `select private.learn_name_words(
	array['test', 'patient', 'person', 'many', 'prueba'] || array(select generate_series(0, 400)::text)
)`;

/** A test that met a server which was gone for a moment is not to blame: what says so is seen beside it. */
const log: Log = (service, message) => {
	if (['gateway', 'postgres', 'rest'].includes(service)) console.error(`[${service}] ${message}`);
};

const template = 'tests_template';

/**
 * On hosted nobody becomes the auth service's role, and neither do migrations here. A test looks at what
 * the service's hooks wrote before it commits, so that it must, within its own transaction.
 */
const becomeAuthService = 'grant supabase_auth_admin to postgres with set true';

async function prepare(connectionString: string): Promise<void> {
	const client = new pg.Client({ connectionString });
	await client.connect();
	await client.query(learnTestNames);
	await client.end();

	const superuser = new URL(connectionString);
	superuser.username = 'supabase_admin';
	const granting = new pg.Client({ connectionString: superuser.href });
	await granting.connect();
	await granting.query(becomeAuthService);
	await granting.end();

	// A database can be copied only while nobody is in it.
	const beside = new URL(connectionString);
	beside.pathname = '/template1';
	const other = new pg.Client({ connectionString: beside.href });
	await other.connect();
	await other.query(`create database ${template} template postgres`);
	await other.query(`alter database ${template} with allow_connections false`);
	await other.end();
}

/**
 * Finds the stack of this run or starts one, with migrations and the demo hospital, and tells the
 * processes started from here where it is. The function it resolves to stops what was started.
 */
export async function provideStack(): Promise<() => Promise<void>> {
	if (process.env[stackVariable]) return () => Promise.resolve();

	const removeClusters = provideClusters();
	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-test-'));
	const stack = await startStack({
		stateDirectory,
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('demo'),
		prepare,
		log
	});

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
		template,
		mailUrl: stack.mailUrl,
		controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`
	};
	process.env[stackVariable] = JSON.stringify(found);
	process.env.LANTERN_TEST_DATABASE_URL = found.databaseUrl;

	return async () => {
		control.close();
		await stack.stop();
		removeData(stateDirectory);
		removeClusters();
	};
}
