import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { isAlive } from './processes.ts';
import { endChild, supervise, type SupervisedChild } from './supervisor.ts';

const children: SupervisedChild[] = [];
afterEach(async () => {
	for (const child of children.splice(0)) await child.stop();
});

const sleeper = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);

/** Supervises what `launch` gives and notes each process id and each line of the log. */
async function watch(launch: () => Promise<ChildProcess>) {
	const pids: number[] = [];
	const log: string[] = [];
	const child = await supervise({
		name: 'sleeper',
		launch,
		stop: (running) => endChild(running),
		log: (_name, message) => log.push(message),
		onchange: (pid) => {
			if (pid !== undefined) pids.push(pid);
		}
	});
	children.push(child);
	return { child, pids, log };
}

test('a killed child is started again, and the log says so', async () => {
	const { pids, log } = await watch(async () => sleeper());
	process.kill(pids[0] ?? NaN, 'SIGKILL');
	await expect.poll(() => pids.length).toBe(2);
	expect(pids[1]).not.toBe(pids[0]);
	expect(log).toEqual(['ended unexpectedly (SIGKILL); starting it again', 'is running again']);
});

test('restarts that fail are tried again, each later than the one before', async () => {
	const attempts: number[] = [];
	const { pids } = await watch(async () => {
		attempts.push(performance.now());
		if (attempts.length > 1 && attempts.length < 5) throw new Error('not yet');
		return sleeper();
	});
	process.kill(pids[0] ?? NaN, 'SIGKILL');
	await expect.poll(() => pids.length, { timeout: 5000 }).toBe(2);
	const pauses = attempts.slice(2).map((at, index) => at - (attempts[index + 1] ?? 0));
	expect(pauses).toHaveLength(3);
	expect(pauses[1]).toBeGreaterThan((pauses[0] ?? 0) * 1.5);
	expect(pauses[2]).toBeGreaterThan((pauses[1] ?? 0) * 1.5);
});

test('a stop ends the child and brings no other', async () => {
	const { child, pids } = await watch(async () => sleeper());
	await child.stop();
	expect(isAlive(pids[0] ?? NaN)).toBe(false);
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(pids).toHaveLength(1);
});

test('a stop between two attempts ends the attempts', async () => {
	let attempts = 0;
	const { child, pids } = await watch(async () => {
		attempts += 1;
		if (attempts > 1) throw new Error('never again');
		return sleeper();
	});
	process.kill(pids[0] ?? NaN, 'SIGKILL');
	await expect.poll(() => attempts).toBe(2);
	await child.stop();
	await new Promise((resolve) => setTimeout(resolve, 500));
	expect(attempts).toBe(2);
});

test('a first start that fails is the caller’s to know', async () => {
	await expect(watch(() => Promise.reject(new Error('no such program')))).rejects.toThrow(
		'no such program'
	);
});

test('a child that ignores its signal is killed', async () => {
	const child = spawn(
		process.execPath,
		['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")'],
		{ stdio: ['ignore', 'pipe', 'ignore'] }
	);
	await new Promise((resolve) => child.stdout.once('data', resolve));
	await endChild(child, 'SIGTERM', 200);
	expect(child.signalCode).toBe('SIGKILL');
});
