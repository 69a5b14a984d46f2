import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AlreadyRunning, requireStopped, takeLock } from './lock.ts';
import { isAlive } from './processes.ts';

let state: string;
beforeEach(() => (state = mkdtempSync(join(tmpdir(), 'lantern-lock-'))));
afterEach(() => rmSync(state, { recursive: true }));

const url = 'http://127.0.0.1:3000';

test('a second taker is told where the first one is', async () => {
	const lock = await takeLock(state, url);
	await expect(takeLock(state, 'http://127.0.0.1:4000')).rejects.toThrow(AlreadyRunning);
	expect(() => requireStopped(state)).toThrow(url);
	lock.release();
	expect(() => requireStopped(state)).not.toThrow();
	(await takeLock(state, url)).release();
});

test('of many that start at once one wins', async () => {
	const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(state, url)));
	expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a killed holder’s children are ended and its sockets removed', async () => {
	const sockets = join(state, 'sockets');
	mkdirSync(sockets);
	// Takes the lock, starts a child that would outlive it, notes both and waits to be killed.
	const holder = spawn(
		process.execPath,
		[
			'--import',
			'tsx',
			'--input-type=module',
			'--eval',
			`import { spawn } from 'node:child_process';
			const { takeLock } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});
			const lock = await takeLock(${JSON.stringify(state)}, '${url}');
			const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
			lock.note([child.pid], ${JSON.stringify(sockets)});
			console.log(child.pid);
			setInterval(() => {}, 1000);`
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	const orphan = await new Promise<number>((resolve) => {
		holder.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
	});
	const gone = new Promise((resolve) => holder.once('exit', resolve));
	holder.kill('SIGKILL');
	await gone;
	expect(isAlive(orphan)).toBe(true);

	const lock = await takeLock(state, url);
	expect(isAlive(orphan)).toBe(false);
	expect(existsSync(sockets)).toBe(false);
	lock.release();
});

test('a process that merely has the id of a dead holder is left alone', async () => {
	const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
	const first = await takeLock(state, url);
	first.note([stranger.pid ?? NaN], join(state, 'none'));
	const file = join(state, 'lock.json');
	const held = JSON.parse(readFileSync(file, 'utf8')) as {
		start: string;
		children: { start: string }[];
	};
	held.start = 'another time';
	for (const child of held.children) child.start = 'another time';
	writeFileSync(file, JSON.stringify(held));

	(await takeLock(state, url)).release();
	expect(isAlive(stranger.pid ?? NaN)).toBe(true);
	stranger.kill('SIGKILL');
});
