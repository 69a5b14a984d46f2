import { spawn, type ChildProcess } from 'node:child_process';

/*
 * Reads until its input closes, which it does when we end, however we end; then ends the program, asking
 * as Postgres shuts down fast and insisting after five seconds. A word before that calls it off. A shell,
 * as another Node would take fifty times the memory.
 */
const script = `
read -r off && exit
kill -INT $0
for turn in 1 2 3 4 5 6 7 8 9 10; do kill -0 $0 || exit; sleep 0.5; done
kill -KILL $0`;

/**
 * Has a program ended that does not look at who started it and that runs in a group of its own (Postgres,
 * PostgREST), should this process be killed outright.
 */
export function endWithUs(program: ChildProcess): void {
	const watch = spawn('/bin/sh', ['-c', script, String(program.pid)], {
		stdio: ['pipe', 'ignore', 'ignore'],
		cwd: '/',
		// What is sent to our group must not reach it.
		detached: true
	});
	// Without it all else works; what is left behind, the next start ends.
	for (const part of [watch, watch.stdin]) part.on('error', () => undefined);
	watch.unref();
	program.once('exit', () => watch.stdin.end('off\n'));
}
