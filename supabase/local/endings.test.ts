import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterWith } from './clusters.ts';
import { freePorts, portFlag, portNames } from './ports.ts';
import { keyFile, startDatabase } from './postgres.ts';
import { isAlive } from './processes.ts';
import { repository } from './stack.ts';

/** Whoever started the hospital can stop it: however it is told to end, nothing of it stays. */

let folder: string;
let data: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lantern-endings-'));
	// Under root the server is another user, who passes through.
	chmodSync(folder, 0o755);
	data = await clusterWith('migrated');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A state folder in which there is a hospital already. */
function stateFolder(name: string): string {
	const state = join(folder, name);
	mkdirSync(state);
	const copy = join(state, 'postgres');
	for (const [from, to] of [
		[data, copy],
		[keyFile(data), keyFile(copy)]
	] as const) {
		const copied = spawnSync('cp', ['-Rp', from, to]);
		if (copied.status !== 0) throw new Error(copied.stderr.toString());
	}
	return state;
}

interface Process {
	pid: number;
	parent: number;
	command: string;
}

function everyProcess(): Process[] {
	const { stdout } = spawnSync('ps', ['-Ao', 'pid=,ppid=,args='], { encoding: 'utf8' });
	return stdout.split('\n').map((line): Process => {
		const [, own, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line) ?? [];
		return { pid: Number(own), parent: Number(parent), command };
	});
}

/** All that has come of a process, itself included. */
function family(pid: number): Process[] {
	const all = everyProcess();
	const below = (parent: number): Process[] =>
		all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
	return [...all.filter((each) => each.pid === pid), ...below(pid)];
}

async function freePortFlags(): Promise<string[]> {
	const ports = await freePorts();
	return portNames.flatMap((name) => [portFlag(name), String(ports[name])]);
}

async function startByNpm(state: string): Promise<{ npm: ChildProcess; processes: Process[] }> {
	const npm = spawn('npm', ['run', 'stack', '--', ...(await freePortFlags())], {
		cwd: repository,
		// As a service manager starts it: nobody's terminal, nobody's group.
		detached: true,
		env: { ...process.env, LANTERN_STATE: state },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	let said = '';
	await new Promise<void>((resolve, reject) => {
		npm.once('exit', () => reject(new Error(said)));
		npm.stdout.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (said.includes('The backend is running')) resolve();
		});
	});
	return { npm, processes: family(npm.pid ?? NaN) };
}

describe.concurrent('nothing is left a few seconds after', () => {
	test.for<[string, NodeJS.Signals, RegExp | undefined]>([
		['a SIGTERM to npm alone', 'SIGTERM', undefined],
		['a kill of npm alone', 'SIGKILL', undefined],
		['a kill of run.mjs', 'SIGKILL', /node .*run\.mjs stack/],
		['a kill of the stack’s own process', 'SIGKILL', /node .*commands\/stack\.ts/]
	])('%s', async ([what, signal, whom], { expect }) => {
		const { npm, processes } = await startByNpm(stateFolder(what.replaceAll(' ', '-')));
		const names = processes.map(({ command }) => command).join('\n');
		expect(names).toMatch(/postgres -D/);
		expect(names).toMatch(/postgrest/);
		const target = whom
			? processes.findLast(({ command }) => whom.test(command) && !command.startsWith('sh'))?.pid
			: npm.pid;
		process.kill(target ?? NaN, signal);
		await expect
			.poll(() => processes.filter(({ pid }) => isAlive(pid)).map(({ command }) => command), {
				timeout: 10_000
			})
			.toEqual([]);
	});
});

test('a kill of run.mjs while what it started only begins leaves nothing either', async () => {
	const state = stateFolder('beginning');
	const run = spawn(
		process.execPath,
		['supabase/local/run.mjs', 'stack', ...(await freePortFlags())],
		{
			cwd: repository,
			detached: true,
			env: { ...process.env, LANTERN_STATE: state },
			stdio: 'ignore'
		}
	);
	const begun = () => family(run.pid ?? NaN).filter(({ pid }) => pid !== run.pid);
	await expect.poll(() => begun().length, { interval: 5, timeout: 10_000 }).toBeGreaterThan(0);
	const ids = begun().map(({ pid }) => pid);
	run.kill('SIGKILL');
	const left = () =>
		everyProcess()
			.filter(({ pid, command }) => ids.includes(pid) || command.includes(state))
			.map(({ command }) => command);
	await expect.poll(left, { timeout: 15_000 }).toEqual([]);
});

test.each([
	['at once', 0],
	['once it runs', 300]
])(
	'a program with `end-with-parent` ends with a parent that is killed %s',
	async (_when, after) => {
		const preload = join(repository, 'supabase', 'local', 'end-with-parent.mjs');
		const parent = spawn(
			process.execPath,
			[
				'--eval',
				`const child = require('node:child_process').spawn(process.execPath,
				['--import', ${JSON.stringify(preload)}, '--eval', 'setInterval(() => {}, 1000)'],
				{ stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
			setTimeout(() => console.log(child.pid), ${after});`
			],
			{ stdio: ['ignore', 'pipe', 'inherit'] }
		);
		const child = await new Promise<number>((resolve) =>
			parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())))
		);
		expect(isAlive(child)).toBe(true);
		parent.kill('SIGKILL');
		// However long it takes to begin on a machine that is busy.
		await expect.poll(() => isAlive(child), { timeout: 15_000 }).toBe(false);
	}
);

test('a server that was left behind without a lock is ended by the next start', async () => {
	const stateDirectory = stateFolder('orphan');
	const first = await startDatabase({ stateDirectory, fsync: false });
	const second = await startDatabase({ stateDirectory, fsync: false });
	expect(second.data).toBe(first.data);
	await second.stop();
});
