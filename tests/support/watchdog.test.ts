import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';

/** Starts what would go on for ever and cannot be asked to end, tells its process id and its folder, and waits. */
const runner = `
	import { spawn } from 'node:child_process';
	import { leaveNothingBehind } from './tests/support/watchdog.ts';
	leaveNothingBehind();
	const stubborn = \`
		const folder = require('fs').mkdtempSync(require('path').join(require('os').tmpdir(), 'lantern-x-'));
		require('fs').mkdirSync(folder + '/closed', 0o500);
		process.on('SIGINT', () => {});
		setInterval(() => {}, 1000);
		console.log(JSON.stringify({ pid: process.pid, folder }));\`;
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
	'a run that is ended by %s leaves nothing behind, no folder and nothing that does not want to end',
	async (signal) => {
		const run = spawn(
			process.execPath,
			['--import', 'tsx', '--input-type=module', '--eval', runner],
			{ stdio: ['ignore', 'pipe', 'inherit'] }
		);
		const { pid, folder } = await new Promise<{ pid: number; folder: string }>((resolve) =>
			run.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString())))
		);
		expect([isThere(pid), existsSync(folder)]).toEqual([true, true]);
		run.kill(signal);
		await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
		// With all that was in the folder of the run, and the folder itself.
		await expect.poll(() => existsSync(dirname(folder)), { timeout: 5000 }).toBe(false);
	}
);
