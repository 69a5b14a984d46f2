import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** In the environment of all that a run starts: by it the watchdog knows them. */
export const runVariable = 'LANTERN_TEST_RUN';

/**
 * Sees to it that nothing started from here on outlives this process, however that ends: a servant in a
 * process of its own hears when the pipe to it closes, and then ends whatever is left.
 */
export function leaveNothingBehind(): void {
	const run = randomUUID();
	const watchdog = spawn(
		process.execPath,
		[fileURLToPath(new URL('watchdog.mjs', import.meta.url)), runVariable, run],
		// Its own group, so that Ctrl C does not reach it.
		{ stdio: ['pipe', 'ignore', 'inherit'], detached: true }
	);
	watchdog.unref();
	(watchdog.stdin as unknown as { unref(): void }).unref();
	process.env[runVariable] = run;
}
