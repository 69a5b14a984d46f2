import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface Package {
	version: string;
	integrity?: string;
	optional?: boolean;
}

const inner = 'node_modules/@scope/inner';
const nested = `${inner}/node_modules/nested`;
/** What is installed here; the lockfile has one more, for another platform. */
const here: Record<string, Package> = {
	'node_modules/tsx': { version: '1.0.0' },
	[inner]: { version: '1.0.0', integrity: 'sha512-a' },
	[nested]: { version: '1.0.0' }
};

/* A project with one command, all its packages installed, and an npm that only says that it was called. */
let project: string;
const write = (file: string, text: string) => {
	const path = join(project, file);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
};
const lock = (packages: Record<string, Package>) => {
	const elsewhere = { version: '1.0.0', optional: true };
	const all = { '': { version: '0' }, ...packages, 'node_modules/elsewhere': elsewhere };
	write('package-lock.json', JSON.stringify({ packages: all }));
};

beforeEach(() => {
	project = mkdtempSync(join(tmpdir(), 'lantern-install-'));
	write('supabase/local/commands/hello.ts', '');
	copyFileSync(join(import.meta.dirname, 'run.mjs'), join(project, 'supabase/local/run.mjs'));
	write('npm', '#!/bin/sh\necho "npm $*"\nexit 1\n');
	chmodSync(join(project, 'npm'), 0o755);
	lock(here);
	for (const path of [inner, nested]) write(`${path}/package.json`, '{}');
	// What commands are run with; here, instead of them.
	write('node_modules/tsx/package.json', '{"type":"module"}');
	write('node_modules/tsx/index.js', `console.log('ran'); process.exit()`);
	write('node_modules/.package-lock.json', JSON.stringify({ packages: here }));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** What a command of the project says. */
function run(): string {
	const { stdout } = spawnSync(process.execPath, ['supabase/local/run.mjs', 'hello'], {
		cwd: project,
		encoding: 'utf8',
		env: { PATH: [project, process.env.PATH].join(delimiter) }
	});
	return stdout;
}

test('what is installed as the lockfile says is not installed again', () => {
	expect(run()).toBe('ran\n');
	expect(run()).toBe('ran\n');
});

test.each<[string, () => void]>([
	['nothing is installed', () => rmSync(join(project, 'node_modules'), { recursive: true })],
	['`npm ci` was killed', () => rmSync(join(project, 'node_modules/.package-lock.json'))],
	[
		'npm was killed while it noted',
		() => write('node_modules/.package-lock.json', '{"packages":{')
	],
	['a package is gone', () => rmSync(join(project, inner), { recursive: true })],
	['a package has nothing in it', () => rmSync(join(project, nested, 'package.json'))],
	[
		'`npm install` was killed while it replaced a package',
		() => {
			renameSync(join(project, nested), join(project, dirname(nested), '.nested-Ab12Cd34'));
			write(`${nested}/package.json`, '{}');
		}
	],
	['the lockfile has another version', () => lock({ ...here, [nested]: { version: '1.0.1' } })],
	['it has another file', () => lock({ ...here, [inner]: { version: '1.0.0', integrity: 'b' } })],
	['it has one more package', () => lock({ ...here, 'node_modules/more': { version: '1.0.0' } })]
])('packages are installed when %s', (_, happened) => {
	// It was whole before, and found to be so.
	expect(run()).toBe('ran\n');
	happened();
	expect(run()).toContain('npm ci\n');
});
