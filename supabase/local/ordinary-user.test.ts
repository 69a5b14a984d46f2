import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localKeys } from './keys.ts';
import { freePorts, portFlag, portNames } from './ports.ts';
import { isAlive } from './processes.ts';
import { repository } from './stack.ts';

/**
 * A laptop's user is not root, CI's is: under root a user is made for these tests, so that both
 * ways of starting Postgres are tried wherever they run.
 */
const isRoot = process.getuid?.() === 0;
const name = `lantern-${process.pid}`;
let folder: string;
let checkout: string;
let identity: { uid: number; gid: number };
let command: ChildProcess | undefined;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'lantern-user-'));
	identity = isRoot ? makeUser() : { uid: userInfo().uid, gid: userInfo().gid };
	chmodSync(folder, 0o755);
	mkdirSync(join(folder, 'state'));
	if (isRoot) chownSync(join(folder, 'state'), identity.uid, identity.gid);
	checkout = readableCheckout();
});

afterAll(() => {
	command?.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
	if (isRoot) spawnSync('userdel', [name]);
});

function makeUser() {
	const made = spawnSync('useradd', ['--no-create-home', '--shell', '/bin/sh', name]);
	if (made.status !== 0) throw new Error(`useradd failed: ${made.stderr.toString()}`);
	const id = (flag: string) => Number(spawnSync('id', [flag, name]).stdout.toString());
	return { uid: id('-u'), gid: id('-g') };
}

/** This checkout, or a copy made of links when the user may not enter it (a clone under /root). */
function readableCheckout(): string {
	const script = join(repository, 'supabase', 'local', 'run.mjs');
	if (spawnSync('/usr/bin/env', ['cat', script], identity).status === 0) return repository;
	const copy = join(folder, 'checkout');
	mkdirSync(copy);
	for (const part of ['package.json', 'package-lock.json', 'supabase', 'node_modules']) {
		const source = join(repository, part);
		if (spawnSync('cp', ['-al', source, copy]).status !== 0) spawnSync('cp', ['-a', source, copy]);
	}
	return copy;
}

test('an ordinary user runs the stack, as themselves and in their own folder', async () => {
	const ports = await freePorts();
	const stateDirectory = join(folder, 'state', '.local');
	const flags = portNames.flatMap((port) => [portFlag(port), String(ports[port])]);
	const running = spawn(
		process.execPath,
		[join('supabase', 'local', 'run.mjs'), 'stack', ...flags],
		{
			...identity,
			cwd: checkout,
			env: { PATH: process.env.PATH, HOME: join(folder, 'state'), LANTERN_STATE: stateDirectory },
			stdio: ['ignore', 'pipe', 'pipe']
		}
	);
	command = running;
	let said = '';
	running.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	running.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	await expect.poll(() => said, { timeout: 50_000 }).toContain('The backend is running.');

	const data = join(stateDirectory, 'postgres');
	expect(statSync(data).uid).toBe(identity.uid);
	const settings = await fetch(`http://127.0.0.1:${ports.api}/rest/v1/hospital_settings`, {
		headers: { apikey: localKeys().secret }
	});
	expect(settings.status).toBe(200);

	// The launcher's child holds the lock and is the parent of the rest.
	const lock = JSON.parse(readFileSync(join(stateDirectory, 'lock.json'), 'utf8')) as {
		pid: number;
	};
	const children = processesOf(lock.pid);
	expect(children.length).toBeGreaterThanOrEqual(2);
	expect(children.map(({ uid }) => uid)).toEqual(children.map(() => identity.uid));

	const ended = new Promise((resolve) => running.once('exit', resolve));
	running.kill('SIGTERM');
	expect(await ended).toBe(0);
	// tsx's own helper notices a moment later that its parent is gone.
	await expect
		.poll(() => children.filter(({ pid }) => isAlive(pid)), { timeout: 3000 })
		.toEqual([]);
	expect(readdirSync(stateDirectory)).not.toContain('lock.json');
	expect(existsSync(data)).toBe(true);
}, 60_000);

function processesOf(parent: number): { pid: number; uid: number }[] {
	const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,uid='], { encoding: 'utf8' });
	return stdout
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number))
		.filter(([, ppid]) => ppid === parent)
		.map(([pid = NaN, , uid = NaN]) => ({ pid, uid }));
}
