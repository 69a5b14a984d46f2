import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In the environment of all that a run starts: by it the watchdog knows them. Names the run's folder. */
export const runVariable = 'LANTERN_TEST_RUN';

/**
 * Sees to it that nothing started from here on outlives this process, however that ends, and no temporary
 * folder: a servant in a process of its own hears when the pipe to it closes, ends whatever is left, and
 * removes the folder in which all others are made from here on.
 */
export function leaveNothingBehind(): void {
	const folder = mkdtempSync(join(tmpdir(), 'lantern-run-'));
	// As the system's own: under root the database's server and some tests are other users.
	chmodSync(folder, 0o1777);
	const watchdog = spawn(
		process.execPath,
		[fileURLToPath(new URL('watchdog.mjs', import.meta.url)), runVariable, folder],
		// Its own group, so that Ctrl C does not reach it.
		{ stdio: ['pipe', 'ignore', 'inherit'], detached: true }
	);
	watchdog.unref();
	(watchdog.stdin as unknown as { unref(): void }).unref();
	process.env[runVariable] = folder;
	process.env.TMPDIR = folder;
}
