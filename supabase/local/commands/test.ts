/**
 * Runs every test, or the kinds named (`npm test -- unit e2e`): brings up one stack with the demo
 * hospital, the built app and a browser. Each kind has a budget of seconds and fails beyond it. The last
 * line is `N passed, N failed`.
 *
 * `npm test -- --changed` runs those of the rooms that differ from `main`, and always the matrices.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overspent, slowness, spent, type Kind } from '../../../tests/support/budgets.ts';
import { provideStack } from '../../../tests/support/provide-stack.ts';
import type { Outcome } from '../../../tests/support/summary.ts';
import { leaveNothingBehind } from '../../../tests/support/watchdog.ts';
import { buildApp } from '../app.ts';
import { ensureBrowser } from '../browser.ts';
import { changedFiles, choose, everyRoom, testFiles } from '../changed.ts';
import { stopOnSignals } from '../supervisor.ts';

/** `sweeps` runs only where it is named. */
const vitestKinds = ['unit', 'component', 'local', 'database', 'sweeps'];
const changed = process.argv.includes('--changed');
const asked = process.argv.slice(2).filter((argument) => argument !== '--changed');
const unknown = asked.filter((kind) => ![...vitestKinds, 'e2e'].includes(kind));
if (unknown.length > 0) {
	console.error(
		`Unknown kind of test: ${unknown.join(', ')}. Known: ${vitestKinds.join(', ')}, e2e`
	);
	process.exit(2);
}
const slowAtFirst = slowness();
const choice = changed ? choose(changedFiles(), everyRoom()) : 'all';
if (changed) {
	const whose = choice === 'all' ? 'all tests' : `the matrices and ${choice.rooms.join(', ')}`;
	console.log(`What has changed asks for ${whose}`);
}
const files = choice === 'all' ? undefined : testFiles(choice.rooms);
/** What the stack is made of is ground: `local` is in all or in nothing. */
const concerned = (kind: string) =>
	!files || (kind === 'e2e' ? files.e2e.length > 0 : kind !== 'local');
const wanted = (kind: string) =>
	concerned(kind) && (asked.length === 0 ? kind !== 'sweeps' : asked.includes(kind));

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [join('node_modules', command), ...args], {
			stdio: 'inherit',
			env: { ...process.env, ...env }
		});
		const abandon = () => child.kill();
		process.once('exit', abandon);
		child.on('error', reject);
		child.on('exit', (code) => {
			process.off('exit', abandon);
			resolve(code ?? 1);
		});
	});
}

/** A runner that died without a report counts as one failure, so that it can never look green. */
async function read(file: string, exitCode: number, count: (report: unknown) => Outcome) {
	let outcome: Outcome = { passed: 0, failed: 0, failures: [], flaky: [], seconds: {} };
	try {
		outcome = count(JSON.parse(await readFile(file, 'utf8')));
	} catch {
		outcome.failures.push(`the runner ended with ${exitCode} and left no report`);
	}
	if (exitCode !== 0 && outcome.failed === 0 && outcome.failures.length === 0) {
		outcome.failures.push(`the runner ended with ${exitCode}, though no test failed`);
	}
	outcome.failed ||= outcome.failures.length;
	return outcome;
}

async function vitest(kinds: string[], reports: string): Promise<Outcome> {
	const file = join(reports, 'vitest.json');
	const projects = kinds.flatMap((kind) => ['--project', kind]);
	const reporters = ['--reporter=default', '--reporter=./tests/support/summary.ts'];
	const chosen = files ? ['--passWithNoTests', ...files.vitest] : [];
	const code = await run('vitest/vitest.mjs', ['run', ...projects, ...reporters, ...chosen], {
		LANTERN_TEST_OUTCOME: file
	});
	return read(file, code, (report) => report as Outcome);
}

async function playwright(reports: string): Promise<Outcome> {
	const file = join(reports, 'playwright.json');
	const since = performance.now();
	const chosen = files ? ['--pass-with-no-tests', ...files.e2e] : [];
	const code = await run('playwright/cli.js', ['test', '--reporter=list,json', ...chosen], {
		PLAYWRIGHT_JSON_OUTPUT_NAME: file
	});
	return read(file, code, (report) => {
		const { stats, suites } = report as {
			stats: Record<string, number>;
			suites: PlaywrightSuite[];
		};
		return {
			passed: (stats.expected ?? 0) + (stats.flaky ?? 0),
			failed: stats.unexpected ?? 0,
			failures: [],
			flaky: suites.flatMap(flakyIn),
			seconds: { e2e: (performance.now() - since) / 1000 }
		};
	});
}

interface PlaywrightSuite {
	title: string;
	specs: { title: string; tests: { status: string }[] }[];
	suites?: PlaywrightSuite[];
}

const flakyIn = ({ title, specs, suites = [] }: PlaywrightSuite): string[] => [
	...specs
		.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
		.map((spec) => `${title}: ${spec.title}`),
	...suites.flatMap(flakyIn)
];

leaveNothingBehind();
const seconds: Partial<Record<Kind, number>> = {};
const reports = await mkdtemp(join(tmpdir(), 'lantern-reports-'));
const outcomes: Outcome[] = [];
if (wanted('component') || wanted('e2e')) ensureBrowser();
// Vite reads it for every test; in a new clone nothing has made it yet.
if (!existsSync('.svelte-kit/tsconfig.json')) await run('@sveltejs/kit/svelte-kit.js', ['sync']);
const since = performance.now();
const starting = ['database', 'sweeps', 'e2e'].some(wanted)
	? provideStack()
	: Promise.resolve(() => Promise.resolve());
async function cleanUp(): Promise<void> {
	await (
		await starting
	)();
	await rm(reports, { recursive: true, force: true });
}
stopOnSignals(cleanUp, 1);
try {
	// Neither uses both cores all the time; what comes after does.
	await Promise.all([starting, wanted('e2e') && buildApp()]);
	seconds['set-up'] = (performance.now() - since) / 1000;
	const kinds = vitestKinds.filter(wanted);
	if (kinds.length > 0) outcomes.push(await vitest(kinds, reports));
	if (wanted('e2e')) outcomes.push(await playwright(reports));
} finally {
	await cleanUp();
}

for (const failure of outcomes.flatMap(({ failures }) => failures)) {
	console.log(`failed: ${failure.slice(0, 2000)}\n`);
}
for (const name of outcomes.flatMap(({ flaky }) => flaky)) {
	console.log(`flaky, passed when tried again: ${name}`);
}
Object.assign(seconds, ...outcomes.map((outcome) => outcome.seconds));
const late: string[] = [];
const slower = Math.max(slowAtFirst, slowness());
for (const [kind, took] of Object.entries(seconds) as [Kind, number][]) {
	const problem = overspent(kind, took, slower);
	console.log(problem ?? spent(kind, took, slower));
	if (problem) late.push(problem);
}
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, late.length);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
