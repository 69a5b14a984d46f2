/**
 * Measures what `targets.md` names, on a stack of its own, and prints each figure beside its target
 * and, where there is one, its yardstick of the same run.
 *
 *   npm run bench -- [--json] [--patients 1000000] [--appointments 2000000] [--seconds 15]
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadDemo } from '../../seed/load.ts';
import { addMany } from '../../seed/big.ts';
import { booking, hotSlots } from '../../../tests/load/booking.ts';
import type { Bench } from '../../../tests/load/bench.ts';
import type { Figure } from '../../../tests/load/figures.ts';
import { displaysShow } from '../../../tests/load/displays.ts';
import { doctorHears, wardHears } from '../../../tests/load/live.ts';
import {
	bedBoard,
	calendarWeek,
	freeSlots,
	listQueries,
	patientSearch
} from '../../../tests/load/reads.ts';
import { startup } from '../../../tests/load/startup.ts';
import { signedInClient } from '../../../tests/support/people.ts';
import { removeData } from '../postgres.ts';
import type { Stack } from '../service.ts';
import { startStack } from '../stack.ts';
import { stopOnSignals } from '../supervisor.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		patients: { type: 'string', default: '1000000' },
		appointments: { type: 'string', default: '2000000' },
		seconds: { type: 'string', default: '15' }
	}
});
const [patients, appointments, seconds] = [
	Number(values.patients),
	Number(values.appointments),
	Number(values.seconds)
];
if (![patients, appointments, seconds].every((value) => value > 0)) {
	console.error('--patients, --appointments and --seconds take numbers above 0');
	process.exit(2);
}

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

	show(await booking(bench));
	show(await hotSlots(bench, seconds));
	show(await doctorHears(bench, 500));
	show(await wardHears(bench, 1000));
	show(await displaysShow(bench, 500));
	await addMany(databaseUrl, { patients: 10_000, appointments: 0, beds: 0 });
	const small = await patientSearch(bench);
	show(small.figures);

	const since = performance.now();
	await addMany(databaseUrl, { patients, appointments, beds: 880 });
	const minutes = (performance.now() - since) / 60_000;
	show([
		{
			name: `${patients.toLocaleString('en')} patients and ${appointments.toLocaleString('en')} visits made`,
			measured: `${minutes.toFixed(1)} min`,
			target: 'minutes',
			met: minutes < 30
		}
	]);
	const big = await patientSearch(bench);
	show([
		...big.figures,
		{
			name: 'growth of the search',
			measured: `${(big.p95 / small.p95).toFixed(2)} ×`,
			target: '≤ 3 ×',
			met: big.p95 / small.p95 <= 3
		}
	]);
	show(await freeSlots(bench));
	show(await calendarWeek(bench));
	show(await bedBoard(bench, 60));
	show(await listQueries(bench));
	await owner.end();
	owner = undefined;
	await stack.stop();
	stack = undefined;
	show(await startup(stateDirectory));
} catch (error) {
	// Told before the clean-up, which waits for the stack to stop.
	console.error(error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}

if (values.json) console.log(JSON.stringify(figures, null, '\t'));
process.exit();
