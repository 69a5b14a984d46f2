/**
 * A hospital's day through the public API, by people who are signed in: open screens come alive.
 *
 *   npm run simulate -- --speed 60 --hours 10
 *
 * `--speed` is how many minutes of the day pass in one; `--hours` how long the day is. It ends with
 * a check that no rule was broken and exits with 1 when one was, or when anything failed.
 */
import { parseArgs } from 'node:util';
import { activities, brokenRules, Refusal, type Crew } from '../../../tests/load/day.ts';
import { demoPeople, signedInClient } from '../../../tests/support/people.ts';
import { loadSecrets } from '../keys.ts';
import { defaultStateDirectory } from '../stack.ts';

const { values } = parseArgs({
	options: {
		speed: { type: 'string', default: '60' },
		hours: { type: 'string', default: '10' }
	}
});
const speed = Number(values.speed);
const hours = Number(values.hours);
if (!(speed > 0) || !(hours > 0)) {
	console.error('--speed and --hours take numbers above 0');
	process.exit(2);
}

const address = {
	url: process.env.PUBLIC_SUPABASE_URL ?? 'http://127.0.0.1:54321',
	publishableKey:
		process.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY ??
		loadSecrets(defaultStateDirectory, '127.0.0.1').keys.publishable
};
const signIn = (email: string) => signedInClient(address, email);
const [receptionist, doctor, bedManager, housekeeper, patient, admin] = await Promise.all([
	signIn(demoPeople.receptionist),
	signIn(demoPeople.doctor),
	signIn(demoPeople.bed_manager),
	signIn(demoPeople.housekeeper),
	signIn(demoPeople.patient),
	signIn(demoPeople.admin)
]);
const crew: Crew = { receptionist, doctor, bedManager, housekeeper, patient };

const perHour = activities.reduce((sum, activity) => sum + activity.perHour, 0);
const counts = new Map<string, { done: number; refused: number }>();
const faults: string[] = [];

function next() {
	let ticket = Math.random() * perHour;
	return activities.find((activity) => (ticket -= activity.perHour) < 0);
}

const begun = Date.now();
const length = (hours * 3_600_000) / speed;
console.log(
	`A day of ${hours} hours, ${speed} times as fast: ${Math.round(length / 1000)} seconds`
);
while (Date.now() - begun < length) {
	const pause = (-Math.log(1 - Math.random()) * 3_600_000) / perHour / speed;
	await new Promise((resolve) => setTimeout(resolve, pause));
	const activity = next();
	if (!activity) continue;
	const count = counts.get(activity.name) ?? { done: 0, refused: 0 };
	counts.set(activity.name, count);
	try {
		if (await activity.step(crew)) count.done += 1;
	} catch (error) {
		if (error instanceof Refusal && error.expected) count.refused += 1;
		else faults.push(`${activity.name}: ${String(error)}`);
	}
}

for (const [name, { done, refused }] of counts) {
	console.log(
		`${name.padEnd(28)} ${String(done).padStart(5)}${refused ? `  (${refused} lost a race or met a rule)` : ''}`
	);
}
const problems = [...faults, ...(await brokenRules(admin))];
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length === 0) console.log('✓ No rule was broken');
process.exit(problems.length === 0 ? 0 : 1);
