import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

/** Starts what would go on for ever and cannot be asked to end, tells its process id, and waits. */
const runner = `
	import { spawn } from 'node:child_process';
	import { leaveNothingBehind } from './tests/support/watchdog.ts';
	leaveNothingBehind();
	const stubborn = "process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log(process.pid)";
	spawn(process.execPath, ['--eval', stubborn], { stdio: ['ignore', 'inherit', 'ignore'], detached: true });
`;

function isThere(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

test.each(['SIGKILL', 'SIGTERM'] as const)(
	'a run that is ended by %s leaves nothing behind, not even what does not want to end',
	async (signal) => {
		const run = spawn(
			process.execPath,
			['--import', 'tsx', '--input-type=module', '--eval', runner],
			{ stdio: ['ignore', 'pipe', 'inherit'] }
		);
		const pid = await new Promise<number>((resolve) =>
			run.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())))
		);
		expect(isThere(pid)).toBe(true);
		run.kill(signal);
		await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
	}
);
