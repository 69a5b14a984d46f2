/**
 * What must hold of every commit, each with its own line: format, lint, types of the code, unused
 * code, words in both languages, lockfile, generated database types, advisors and our own checks; and
 * that all of it keeps to its budget of seconds.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inlangProject } from '../../../messages/settings.js';
import { overspent, slowness, spent } from '../../../tests/support/budgets.ts';
import { schemaProblems } from '../../../tests/support/checks.ts';
import { cycles } from '../../../tests/support/cycles.ts';
import { takenClasses } from '../../../tests/support/own-classes.ts';
import { secretsBelow } from '../../../tests/support/secrets.ts';
import { unseenScreens } from '../../../tests/support/screens.ts';
import { wordProblems } from '../../../tests/support/words.ts';
import { firstLoads, overTarget } from '../../../tests/support/first-load.ts';
import { buildApp } from '../app.ts';
import { startMigratedDatabase } from '../database.ts';
import { supabaseCli } from '../migrations.ts';
import { removeData } from '../postgres.ts';
import { repository } from '../stack.ts';
import { checkTypes } from './types.ts';

type Check = [name: string, problems: () => Promise<string[]>];

/** Runs a tool of `node_modules`; what it printed is the problem when it fails. */
function tool(script: string, ...args: string[]): () => Promise<string[]> {
	return () =>
		new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [join('node_modules', script), ...args], {
				env: { ...process.env, NO_COLOR: '1' }
			});
			let output = '';
			const collect = (chunk: Buffer) => (output += chunk.toString());
			child.stdout.on('data', collect);
			child.stderr.on('data', collect);
			child.on('error', reject);
			child.on('exit', (code) => resolve(code === 0 ? [] : [output.trim() || `exit ${code}`]));
		});
}

/**
 * The lockfile names no server, and has every platform's binaries: npm leaves out those it cannot find
 * at the moment, or that do not fit what is installed, and then `npm ci` fails, here or elsewhere.
 */
async function lockfile(): Promise<string[]> {
	const text = await readFile('package-lock.json', 'utf8');
	const { packages } = JSON.parse(text) as {
		packages: Record<string, { optionalDependencies?: Record<string, string> }>;
	};
	const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
		Object.keys(optionalDependencies ?? {})
			.filter(
				(name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`]
			)
			.map((name) => `package-lock.json lacks ${name}, wanted by ${path}`)
	);
	return text.includes('"resolved": "http')
		? ['package-lock.json records download addresses', ...missing]
		: missing;
}

/** What the others read. */
const first: Check[] = [
	[
		'messages compile',
		tool(
			'@inlang/paraglide-js/bin/run.js',
			'compile',
			'--silent',
			'--project',
			inlangProject(),
			'--outdir',
			'./src/lib/paraglide'
		)
	],
	['kit types', tool('@sveltejs/kit/svelte-kit.js', 'sync')]
];

/** Screens that name more for their first load than they may, in the build that tests use as well. */
async function tooLarge(): Promise<string[]> {
	await buildApp();
	return [...overTarget(await firstLoads()), ...(await secretsBelow('build'))];
}

/** The longest first, so that none is left to run alone. */
const source: Check[] = [
	['first loads, and no secret in what is built', tooLarge],
	// With TypeScript's native compiler: a fifth of the time.
	[
		'types',
		tool('svelte-check/bin/svelte-check', '--tsgo', '--fail-on-warnings', '--output', 'human')
	],
	['lint', tool('eslint/bin/eslint.js', '--max-warnings', '0', '.')],
	['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
	['unused code', tool('knip/bin/knip.js')],
	['rooms in circles', cycles],
	['names of classes', takenClasses],
	['screens in an axe list', unseenScreens],
	['words', wordProblems],
	['lockfile', lockfile]
];

/** The official advisors' findings; `db advisors` prints a JSON list of them. */
async function advisors(databaseUrl: string): Promise<string[]> {
	const output = await supabaseCli(
		[
			'db',
			'advisors',
			`--remote=${databaseUrl}`,
			'--type',
			'all',
			'--level',
			'warn',
			'--output',
			'json'
		],
		repository
	);
	// Says so in words when it finds nothing.
	if (!output.trimStart().startsWith('[')) return [];
	const found = JSON.parse(output) as { level: string; title: string; detail: string }[];
	return found.map(({ level, title, detail }) => `${level} ${title}: ${detail}`);
}

async function ownChecks(databaseUrl: string): Promise<string[]> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		return await schemaProblems(client);
	} finally {
		await client.end();
	}
}

/** What is asked of a database that has nothing but the migrations. */
async function checkDatabase(): Promise<Result[]> {
	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-check-'));
	const database = await startMigratedDatabase({
		stateDirectory,
		projectDirectory: repository,
		fsync: false
	});
	const url = database.databaseUrl('postgres');
	try {
		return [
			await run(['database types', () => checkTypes(url)]),
			await run(['database advisors', () => advisors(url)]),
			await run(['database rules', () => ownChecks(url)])
		];
	} finally {
		await database.stop();
		removeData(stateDirectory);
	}
}

interface Result {
	name: string;
	problems: string[];
	seconds: number;
}

async function run([name, check]: Check): Promise<Result> {
	const since = performance.now();
	const problems = await check();
	return { name, problems, seconds: (performance.now() - since) / 1000 };
}

let failed = 0;
function tell({ name, problems, seconds }: Result): void {
	console.log(`${problems.length === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
	for (const problem of problems) console.log(problem);
	if (problems.length > 0) failed += 1;
}

/** Two at a time, most use one core; told in the order of the list, whichever ends first. */
async function runAll(tasks: (() => Promise<Result[]>)[]): Promise<void> {
	const results: Result[][] = [];
	const waiting = tasks.entries();
	let told = 0;
	const lane = async () => {
		for (const [index, task] of waiting) {
			results[index] = await task();
			for (let next; (next = results[told]); told++) next.forEach(tell);
		}
	};
	await Promise.all([lane(), lane()]);
}

const alone = (check: Check) => async () => [await run(check)];
const slowAtFirst = slowness();
await runAll(first.map(alone));
await runAll([...source.slice(0, 2).map(alone), checkDatabase, ...source.slice(2).map(alone)]);
// What came before the first line, the start of this process, is time of its own.
const seconds = performance.now() / 1000;
const slower = Math.max(slowAtFirst, slowness());
const late = overspent('check', seconds, slower);
console.log(late ?? spent('check', seconds, slower));
process.exit(failed === 0 && !late ? 0 : 1);
