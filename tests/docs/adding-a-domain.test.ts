import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMigratedDatabase } from '../../supabase/local/database.ts';
import { removeData } from '../../supabase/local/postgres.ts';
import { loadDemo } from '../../supabase/seed/load.ts';
import { schemaProblems } from '../support/checks.ts';

/*
 * Walks docs/adding-a-domain.md: makes the files it shows, as they stand there, in a copy of the project, and asks of
 * that copy what is asked of the project itself.
 */

const run = promisify(execFile);

/** What the copy needs; the rest is made anew in it. */
const parts = [
	'docs',
	'messages',
	'src',
	'static',
	'supabase',
	'tests',
	'eslint.config.js',
	'package.json',
	'prettier.config.js',
	'svelte.config.js',
	'tsconfig.json',
	'vite.config.ts'
];

let copy: string;
let made: string[];

/** The files the page shows: a block names its own after its language. */
function shown(page: string): [file: string, text: string][] {
	const blocks = page.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm);
	return [...blocks].map(([, file = '', text = '']) => [file, text]);
}

/** Runs a tool in the copy; what it printed is the error when it fails. */
async function tool(script: string, ...args: string[]): Promise<void> {
	try {
		await run(process.execPath, [script, ...args], { cwd: copy, maxBuffer: 1e8 });
	} catch (error) {
		const { stdout, stderr } = error as { stdout: string; stderr: string };
		throw new Error(`${script} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
	}
}

beforeAll(async () => {
	copy = await mkdtemp(join(tmpdir(), 'lantern-domain-'));
	await Promise.all(parts.map((part) => cp(part, join(copy, part), { recursive: true })));
	await symlink(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
	const files = shown(await readFile('docs/adding-a-domain.md', 'utf8'));
	made = files.map(([file]) => file);
	for (const [file, text] of files) {
		await mkdir(join(copy, dirname(file)), { recursive: true });
		await writeFile(join(copy, file), text);
	}
});

afterAll(() => rm(copy, { recursive: true, force: true }));

test('the page shows a domain from the table to the screen', () => {
	for (const kind of [
		/^supabase\/migrations\//,
		/^messages\//,
		/^src\/lib\//,
		/^src\/routes\//,
		/demo/,
		/\.world\.ts$/,
		/\.matrix\.ts$/
	]) {
		expect(made.filter((file) => kind.test(file))).not.toEqual([]);
	}
});

test.concurrent(
	'its migration keeps every rule of the database, and the demo fills it',
	{ timeout: 120_000 },
	async ({ expect }) => {
		const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-domain-data-'));
		const database = await startMigratedDatabase({
			stateDirectory,
			projectDirectory: copy,
			fsync: false
		});
		const url = database.databaseUrl('postgres');
		const client = new pg.Client({ connectionString: url });
		try {
			await client.connect();
			expect(await schemaProblems(client)).toEqual([]);
			await loadDemo(url, join(copy, 'supabase', 'seed', 'demo'));
			const { rows } = await client.query(
				'select count(*)::integer as count from public.belongings'
			);
			expect(rows).not.toEqual([{ count: 0 }]);
		} finally {
			await client.end();
			await database.stop();
			removeData(stateDirectory);
		}
	}
);

test.concurrent('its code passes format, lint and types', { timeout: 240_000 }, async () => {
	const node = (...args: string[]) => tool('--import', 'tsx', ...args);
	await node('supabase/local/commands/types.ts');
	await node(
		'--eval',
		`import('./messages/settings.js').then(({ inlangProject }) => inlangProject())`
	);
	await tool(
		'node_modules/@inlang/paraglide-js/bin/run.js',
		...['compile', '--silent', '--project', './project.inlang', '--outdir', './src/lib/paraglide']
	);
	await tool('node_modules/@sveltejs/kit/svelte-kit.js', 'sync');

	const code = made.filter((file) => /\.(ts|svelte)$/.test(file));
	// Of the rest only what these import is looked at.
	const config = {
		extends: './tsconfig.json',
		include: [
			'.svelte-kit/*.d.ts',
			'src/app.d.ts',
			'.svelte-kit/types/**/belongings/$types.d.ts',
			// What a room adds to the small hospital, it adds to its type.
			'tests/database/*/*.world.ts',
			...code
		]
	};
	await writeFile(join(copy, 'tsconfig.domain.json'), JSON.stringify(config));
	await Promise.all([
		tool(
			'node_modules/prettier/bin/prettier.cjs',
			'--check',
			...made.filter((file) => !file.endsWith('.sql'))
		),
		tool('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', ...code),
		tool(
			'node_modules/svelte-check/bin/svelte-check',
			...['--tsgo', '--tsconfig', './tsconfig.domain.json'],
			...['--fail-on-warnings', '--output', 'human']
		)
	]);
});
