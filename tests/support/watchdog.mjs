/**
 * `node watchdog.mjs <variable> <folder>`: once standard input closes, ends every process that has this
 * variable with this value in its environment, and removes the folder. Plain JavaScript, so that it is
 * there at once.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';

const [variable, folder = ''] = process.argv.slice(2);
const mark = `${variable}=${folder}`;
/** Milliseconds in which to end in good order. */
const patience = 3000;

/** @returns {number[]} */
function left() {
	if (process.platform !== 'linux') {
		const lines = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8' });
		return lines
			.split('\n')
			.filter((line) => line.includes(mark))
			.map((line) => Number.parseInt(line, 10));
	}
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
			} catch {
				// Somebody else's, or gone by now.
				return false;
			}
		})
		.map(Number);
}

/** @param {NodeJS.Signals} signal */
function send(signal) {
	for (const pid of left()) {
		try {
			process.kill(pid, signal);
		} catch {
			// Gone by now.
		}
	}
}

process.stdin.resume();
process.stdin.on('end', () => {
	// To Postgres it means to end at once and cleanly; the others take it for Ctrl C.
	send('SIGINT');
	setTimeout(() => {
		// What one of them has started meanwhile is ended with it.
		send('SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		process.exit();
	}, patience);
});
