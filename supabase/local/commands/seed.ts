/**
 * Fills the database of the running stack: with the demo hospital if it is empty, and with as many
 * generated patients, visits and beds as are asked for, or patients with the records of ten years.
 *
 *   npm run seed
 *   npm run seed -- --patients 1000000 --appointments 2000000 --beds 1000
 *   npm run seed -- --records 20000
 *
 * `DATABASE_URL` (role `postgres`) chooses another database, for example a hosted project's.
 */
import { parseArgs } from 'node:util';
import { addMany } from '../../seed/big.ts';
import { loadDemo } from '../../seed/load.ts';
import { addRecords } from '../../seed/records.ts';
import { chosenDatabase, failureOf } from '../running-database.ts';

const { values } = parseArgs({
	options: {
		patients: { type: 'string', default: '0' },
		appointments: { type: 'string', default: '0' },
		beds: { type: 'string', default: '0' },
		records: { type: 'string', default: '0' }
	}
});

function count(name: keyof typeof values): number {
	const given = Number(values[name]);
	if (Number.isSafeInteger(given) && given >= 0) return given;
	console.error(`--${name} takes a whole number`);
	process.exit(2);
}
const size = {
	patients: count('patients'),
	appointments: count('appointments'),
	beds: count('beds')
};
const records = count('records');

const databaseUrl = chosenDatabase();

const begun = Date.now();
const seconds = () => `${Math.round((Date.now() - begun) / 1000)} s`;
const written = (number: number) => number.toLocaleString('en');
try {
	await loadDemo(databaseUrl);
	console.log(`The demo hospital is there (${seconds()})`);
	const told = (what: string, done: number, of: number) =>
		console.log(`${what}: ${written(done)} of ${written(of)} (${seconds()})`);
	if (Object.values(size).some((number) => number > 0)) await addMany(databaseUrl, size, told);
	if (records > 0) await addRecords(databaseUrl, records, told);
	console.log(`Done in ${seconds()}`);
} catch (error) {
	console.error(`Nothing was added: ${failureOf(error)}`);
	process.exit(1);
}
