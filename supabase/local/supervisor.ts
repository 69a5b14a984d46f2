import type { ChildProcess } from 'node:child_process';
import type { Log } from './service.ts';

const firstPause = 20;
const longestPause = 10_000;
/** A child that ran this long was healthy: its next failure is met without delay again. */
const healthyAfter = 30_000;

export interface ChildOptions {
	name: string;
	/** Starts the program; resolves once it serves, rejects if it ends before. */
	launch(): Promise<ChildProcess>;
	/** Ends it in its own orderly way. */
	stop(child: ChildProcess): Promise<void>;
	log: Log;
	/** Told the process id after each start, the first included, and nothing after each death. */
	onchange?(pid: number | undefined): void;
}

/** A program that is kept running. */
export interface SupervisedChild {
	stop(): Promise<void>;
}

/**
 * Starts a program and keeps it running: when it dies it is started again, at once the first time,
 * then with pauses that double up to 10 s, and each time the log says so.
 *
 * @throws if the first start fails; later failures are retried for as long as it takes
 */
export async function supervise(options: ChildOptions): Promise<SupervisedChild> {
	const { name, launch, log, onchange } = options;
	let current: ChildProcess | undefined;
	let stopping = false;
	let pause = firstPause;
	let wake: (() => void) | undefined;
	let recovery: Promise<void> = Promise.resolve();

	const adopt = (child: ChildProcess) => {
		current = child;
		const began = Date.now();
		const ended = (code: number | null, signal: NodeJS.Signals | null) => {
			current = undefined;
			onchange?.(undefined);
			if (stopping) return;
			if (Date.now() - began > healthyAfter) pause = firstPause;
			log(name, `ended unexpectedly (${signal ?? `exit ${code}`}); starting it again`);
			recovery = recover();
		};
		// It may have died between serving its first request and this line.
		if (child.exitCode !== null || child.signalCode !== null) {
			ended(child.exitCode, child.signalCode);
		} else {
			child.once('exit', ended);
			onchange?.(child.pid);
		}
	};

	const recover = async (): Promise<void> => {
		while (!stopping) {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, pause);
				wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
			pause = Math.min(pause * 2, longestPause);
			if (stopping) return;
			try {
				const child = await launch();
				log(name, 'is running again');
				adopt(child);
				return;
			} catch (error) {
				log(name, `did not start (${message(error)}); trying again in ${pause / 1000} s`);
			}
		}
	};

	adopt(await launch());

	return {
		async stop() {
			stopping = true;
			wake?.();
			await recovery;
			if (current) await options.stop(current);
		}
	};
}

/** Asks a child to end with a signal, and insists after `patience` milliseconds. */
export function endChild(
	child: ChildProcess,
	signal: NodeJS.Signals = 'SIGTERM',
	patience = 10_000
): Promise<void> {
	return new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		const timer = setTimeout(() => child.kill('SIGKILL'), patience);
		child.once('exit', () => {
			clearTimeout(timer);
			resolve();
		});
		child.kill(signal);
	});
}

/**
 * Runs until Ctrl C, SIGTERM, a closed terminal or the end of `run.mjs`, then stops everything and exits
 * with `code`: work that was to come to an end has failed. Asked again a second later, it exits at once;
 * what is left then, the next start cleans up.
 */
export function stopOnSignals(stop: () => Promise<void>, code = 0): void {
	let asked: number | undefined;
	const handle = () => {
		// One Ctrl C comes several times: from the terminal, from npm and from run.mjs.
		if (asked !== undefined && Date.now() - asked < 1000) return;
		if (asked !== undefined) process.exit(1);
		asked = Date.now();
		stop().then(
			() => process.exit(code),
			(error: unknown) => {
				console.error(message(error));
				process.exit(1);
			}
		);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
	// `run.mjs` waits for us; when it is gone without a word, whoever started it is served no more.
	const left = () => {
		if (asked === undefined) handle();
	};
	process.once('disconnect', left);
	process.channel?.unref();
	// It may have gone before we came here.
	if (process.send && !process.connected) left();
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
