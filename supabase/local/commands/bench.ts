/**
 * Measures the stack on a hospital of its own, and prints each figure beside its target and, where there is
 * one, its yardstick of the same run. First on the demo hospital, then on one of the size asked for.
 *
 *   npm run bench -- [--json] [--patients 1000000] [--appointments 2000000] [--beds 880] [--seconds 15]
 *                    [--records 20000] [--trail 1000000]
 *                    [--only booking,races,registration,live,displays,search,codes,trail,records,giving,reads,screen,startup,chaos]
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadDemo } from '../../seed/load.ts';
import { addMany } from '../../seed/big.ts';
import { addRecords } from '../../seed/records.ts';
import { booking, hotSlots } from '../../../tests/load/booking.ts';
import type { Bench } from '../../../tests/load/bench.ts';
import { codeSearch } from '../../../tests/load/codes.ts';
import { chaos, figures as chaosFigures } from '../../../tests/load/chaos.ts';
import { inWords, times, type Figure } from '../../../tests/load/figures.ts';
import { givingRounds } from '../../../tests/load/giving.ts';
import { displaysShow } from '../../../tests/load/displays.ts';
import { doctorHears, wardHears } from '../../../tests/load/live.ts';
import {
	bedBoard,
	calendarWeek,
	freeSlots,
	leaveImpact,
	listQueries,
	patientSearch,
	type Search
} from '../../../tests/load/reads.ts';
import { longRecords } from '../../../tests/load/records.ts';
import { registration } from '../../../tests/load/registration.ts';
import { bedPainted } from '../../../tests/load/screen.ts';
import { auditTrail } from '../../../tests/load/trail.ts';
import { startup } from '../../../tests/load/startup.ts';
import { signedInClient } from '../../../tests/support/people.ts';
import { buildApp } from '../app.ts';
import { removeData } from '../postgres.ts';
import type { Stack } from '../service.ts';
import { startStack } from '../stack.ts';
import { stopOnSignals } from '../supervisor.ts';

const names = [
	'booking',
	'races',
	'registration',
	'live',
	'displays',
	'search',
	'codes',
	'trail',
	'records',
	'giving',
	'reads',
	'screen',
	'startup',
	'chaos'
] as const;
type Name = (typeof names)[number];

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		patients: { type: 'string', default: '1000000' },
		appointments: { type: 'string', default: '2000000' },
		beds: { type: 'string', default: '880' },
		records: { type: 'string', default: '20000' },
		trail: { type: 'string', default: '1000000' },
		seconds: { type: 'string', default: '15' },
		only: { type: 'string', default: names.join() }
	}
});
type Counted = 'patients' | 'appointments' | 'beds' | 'records' | 'trail' | 'seconds';
const numberOf = (option: Counted): number => {
	const value = Number(values[option]);
	if (value > 0) return value;
	console.error(`--${option} takes a number above 0`);
	process.exit(2);
};
const size = {
	patients: numberOf('patients'),
	appointments: numberOf('appointments'),
	beds: numberOf('beds')
};
const seconds = numberOf('seconds');
const wanted = new Set(values.only.split(','));
const unknown = [...wanted].filter((name) => !names.some((known) => known === name));
if (unknown.length > 0) {
	console.error(`--only takes some of ${names.join()}, not ${unknown.join()}`);
	process.exit(2);
}
const wants = (...some: Name[]) => some.some((name) => wanted.has(name));

const figures: Figure[] = [];
function show(found: Figure[]): void {
	figures.push(...found);
	if (values.json) return;
	for (const { name, measured, target, yardstick, met } of found) {
		console.log(`${met ? '✓' : '✗'} ${name}: ${measured}  [target ${target}]`);
		if (yardstick) console.log(`    beside ${yardstick}`);
	}
}

const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-bench-'));
let stack: Stack | undefined;
let owner: pg.Client | undefined;
async function cleanUp(): Promise<void> {
	await owner?.end();
	await stack?.stop();
	removeData(stateDirectory);
}
stopOnSignals(cleanUp, 1);
try {
	stack = await startStack({ stateDirectory, ports: 'free', log: () => {} });
	const databaseUrl = stack.databaseUrl('postgres');
	await loadDemo(databaseUrl);
	owner = new pg.Client({ connectionString: databaseUrl });
	await owner.connect();
	const address = { url: stack.url, publishableKey: stack.keys.publishable };
	const tokens = new Map<string, string>();
	const bench: Bench = {
		stack,
		owner,
		async token(email) {
			const known = tokens.get(email);
			if (known) return known;
			const { data } = await (await signedInClient(address, email)).auth.getSession();
			const token = data.session?.access_token ?? '';
			tokens.set(email, token);
			return token;
		}
	};

	if (wants('booking')) show(await booking(bench));
	if (wants('races')) show(await hotSlots(bench, seconds));
	if (wants('registration')) show(await registration(bench));
	if (wants('live')) {
		show(await doctorHears(bench, 2000));
		show(await wardHears(bench, 2000));
	}
	if (wants('displays')) show(await displaysShow(bench, 500));
	if (wants('giving')) show(await givingRounds(bench));
	let few: Search | undefined;
	if (wants('search')) {
		await addMany(databaseUrl, { patients: 10_000, appointments: 0, beds: 0 });
		few = await patientSearch(bench);
		show(few.figures);
	}
	if (wants('codes')) show(await codeSearch(bench));
	if (wants('trail')) show(await auditTrail(bench, numberOf('trail')));
	if (wants('records')) {
		await addRecords(databaseUrl, numberOf('records'));
		show(await longRecords(bench));
	}
	if (wants('search', 'reads', 'screen', 'startup')) {
		const since = performance.now();
		await addMany(databaseUrl, size);
		const minutes = (performance.now() - since) / 60_000;
		const { patients, appointments, beds } = size;
		show([
			{
				name: `${inWords(patients)} patients, ${inWords(appointments)} visits and ${inWords(beds)} beds made`,
				measured: `${minutes.toFixed(1)} min by the clock`,
				target: '≤ 5 min',
				met: minutes <= 5
			}
		]);
	}
	if (few) {
		const many = await patientSearch(bench);
		const growth = many.p95 / few.p95;
		show([
			...many.figures,
			{ name: 'growth of the search', measured: times(growth), target: '≤ 3 ×', met: growth <= 3 }
		]);
	}
	if (wants('reads')) {
		show(await freeSlots(bench, { doctors: 50, days: 14, most: 25 }));
		show(await freeSlots(bench, { doctors: 200, days: 28, most: 150 }));
		show(await calendarWeek(bench));
		show(await leaveImpact(bench));
		show(await bedBoard(bench));
		show(await listQueries(bench));
	}
	if (wants('screen')) show(await bedPainted(bench));
	await owner.end();
	owner = undefined;
	await stack.stop();
	stack = undefined;
	if (wants('startup')) show(await startup(stateDirectory));
	if (wants('chaos')) {
		await buildApp();
		const victims = ['app', 'postgres', 'rest', 'stack', 'functions'] as const;
		show(chaosFigures(await chaos({ stateDirectory, seconds: 60, victims })));
	}
} catch (error) {
	// Told before the clean-up, which waits for the stack to stop.
	console.error(error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}

if (values.json) console.log(JSON.stringify(figures, null, '\t'));
process.exit();
