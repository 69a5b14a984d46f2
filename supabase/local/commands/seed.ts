/**
 * Fills the database of the running stack: with the demo hospital if it is empty, and with as many
 * generated patients, visits and beds as are asked for.
 *
 *   npm run seed
 *   npm run seed -- --patients 1000000 --appointments 2000000 --beds 1000
 *
 * `DATABASE_URL` (role `postgres`) chooses another database, for example a hosted project's.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { addMany, type Size } from '../../seed/big.ts';
import { loadDemo } from '../../seed/load.ts';
import { loadConfig } from '../config.ts';
import { loadSecrets } from '../keys.ts';
import { configuredPorts } from '../ports.ts';

const { values } = parseArgs({
	options: {
		patients: { type: 'string', default: '0' },
		appointments: { type: 'string', default: '0' },
		beds: { type: 'string', default: '0' }
	}
});

function count(name: keyof Size): number {
	const given = Number(values[name]);
	if (Number.isSafeInteger(given) && given >= 0) return given;
	console.error(`--${name} takes a whole number`);
	process.exit(2);
}
const size: Size = {
	patients: count('patients'),
	appointments: count('appointments'),
	beds: count('beds')
};

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

function runningDatabase(): string {
	const { databasePassword } = loadSecrets(join(project, '.local'), '127.0.0.1');
	const { database } = configuredPorts(loadConfig(project));
	return `postgresql://postgres:${encodeURIComponent(databasePassword)}@127.0.0.1:${database}/postgres`;
}
const databaseUrl = process.env.DATABASE_URL ?? runningDatabase();

const begun = Date.now();
const seconds = () => `${Math.round((Date.now() - begun) / 1000)} s`;
const written = (number: number) => number.toLocaleString('en');
try {
	await loadDemo(databaseUrl);
	console.log(`The demo hospital is there (${seconds()})`);
	if (Object.values(size).some((number) => number > 0)) {
		await addMany(databaseUrl, size, (what, done, of) =>
			console.log(`${what}: ${written(done)} of ${written(of)} (${seconds()})`)
		);
		console.log(`Done in ${seconds()}`);
	}
} catch (error) {
	const refused = (error as { code?: string }).code === 'ECONNREFUSED';
	console.error(
		refused
			? 'No database answers. Start the stack first (npm run stack), or set DATABASE_URL.'
			: `Nothing was added: ${error instanceof Error ? error.message : String(error)}`
	);
	process.exit(1);
}
