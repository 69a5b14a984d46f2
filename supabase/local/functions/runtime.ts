import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { endWithUs } from '../end-with-us.ts';
import { endChild, supervise, type SupervisedChild } from '../supervisor.ts';

export interface RuntimeOptions {
	program: string;
	arguments: string[];
	directory: string;
	environment: Record<string, string>;
	log(message: string): void;
	/** How much of the processor's time one function may take without letting go, and with it all others wait. */
	longestHoldMs: number;
}

/** A process that takes requests. */
export interface Server {
	port: number;
	agent: Agent;
	/** What tells it that a request comes from here. */
	headers: { 'x-lantern-passphrase': string };
}

const startWithinMs = 20_000;
const restartWithinMs = 15_000;
const askEveryMs = 500;
/** Whoever waits for something else than the processor, and answers nobody, is not asked for ever. */
const mostAsked = 5;
const listening = /^lantern-listening (\d+)$/;

/** One supervised Deno process: kept running, and killed when it no longer answers. */
export class Runtime {
	readonly #options: RuntimeOptions;
	readonly #waiting = new Set<(server: Server) => void>();
	#supervised: Promise<SupervisedChild> | undefined;
	#child: ChildProcess | undefined;
	#server: Server | undefined;
	#inFlight = 0;
	#watch: NodeJS.Timeout | undefined;
	#idle: (() => void) | undefined;
	#examining = false;

	constructor(options: RuntimeOptions) {
		this.#options = options;
	}

	get pid(): number | undefined {
		return this.#server ? this.#child?.pid : undefined;
	}

	/**
	 * The process, started if need be. While it is being started again after its death, waits for
	 * that.
	 *
	 * @throws when it does not start, or not soon enough
	 */
	async server(): Promise<Server> {
		this.#supervised ??= supervise({
			name: 'functions',
			launch: () => this.#launch(),
			stop: (child) => endChild(child, 'SIGTERM', 2_000),
			log: (_name, message) => this.#options.log(`the runtime ${message}`)
		});
		try {
			await this.#supervised;
		} catch (error) {
			// The next request tries again: what was wrong may have been put right.
			this.#supervised = undefined;
			throw error;
		}
		return this.#server ?? this.#nextServer();
	}

	/** Counts a request in; the function it returns counts it out. */
	begin(): () => void {
		this.#inFlight++;
		this.#watch ??= setInterval(() => void this.examine(), askEveryMs);
		return () => {
			if (--this.#inFlight > 0) return;
			clearInterval(this.#watch);
			this.#watch = undefined;
			this.#idle?.();
		};
	}

	/** Ends the process, once its requests are answered or `patienceMs` have passed. */
	async stop(patienceMs = 0): Promise<void> {
		if (this.#inFlight > 0 && patienceMs > 0) {
			await new Promise<void>((resolve) => {
				this.#idle = resolve;
				setTimeout(resolve, patienceMs).unref();
			});
		}
		clearInterval(this.#watch);
		const supervised = await this.#supervised?.catch(() => undefined);
		await supervised?.stop();
		this.#server?.agent.destroy();
	}

	async #launch(): Promise<ChildProcess> {
		const passphrase = randomUUID();
		const { program, arguments: parameters, directory, environment } = this.#options;
		const child = spawn(program, parameters, {
			cwd: directory,
			env: { ...environment, LANTERN_PASSPHRASE: passphrase },
			// Its own group: Ctrl C must reach the supervisor alone, which stops things in order.
			detached: true,
			// The runtime reads its input until it ends, which it does when we do, however we end.
			stdio: ['pipe', 'pipe', 'pipe']
		});
		// Unless a function keeps it busy without end.
		endWithUs(child);
		// On one machine nobody at a screen should wait for the mail that tells of what they did.
		if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
		const port = await new Promise<number>((resolve, reject) => {
			const late = setTimeout(() => {
				child.kill('SIGKILL');
				reject(new Error(`Deno did not start within ${startWithinMs / 1000} s`));
			}, startWithinMs);
			const settle = (finish: () => void) => {
				clearTimeout(late);
				finish();
			};
			createInterface({ input: child.stderr }).on('line', (line) => this.#options.log(line));
			createInterface({ input: child.stdout }).on('line', (line) => {
				const announced = listening.exec(line)?.[1];
				if (announced) settle(() => resolve(Number(announced)));
				else this.#options.log(line);
			});
			child.once('error', (error) => settle(() => reject(error)));
			child.once('exit', (code) =>
				settle(() => reject(new Error(`Deno ended with ${code}; the log says why`)))
			);
		});

		const server: Server = {
			port,
			agent: new Agent({ keepAlive: true }),
			headers: { 'x-lantern-passphrase': passphrase }
		};
		child.once('exit', () => {
			server.agent.destroy();
			if (this.#server === server) this.#server = undefined;
		});
		this.#child = child;
		this.#server = server;
		for (const give of this.#waiting) give(server);
		this.#waiting.clear();
		return child;
	}

	#nextServer(): Promise<Server> {
		return new Promise((resolve, reject) => {
			const give = (server: Server) => {
				clearTimeout(late);
				resolve(server);
			};
			const late = setTimeout(() => {
				this.#waiting.delete(give);
				reject(new Error('The runtime of the functions does not start'));
			}, restartWithinMs);
			this.#waiting.add(give);
		});
	}

	/** Kills a process that does not answer a simple question: a function hogs it. */
	async examine(): Promise<void> {
		const { longestHoldMs, log } = this.#options;
		const [server, child] = [this.#server, this.#child];
		if (!server || !child || this.#examining) return;
		this.#examining = true;
		const before = processorMs(child.pid) ?? 0;
		let answers = false;
		// On a machine that is busy with other things it may merely be slow: it is asked until it has had its time.
		for (let asked = 0; asked < mostAsked && !answers && this.#server === server; asked++) {
			answers = await alive(server, longestHoldMs);
			const spent = (processorMs(child.pid) ?? Infinity) - before;
			if (spent >= 0.9 * longestHoldMs) break;
		}
		this.#examining = false;
		if (answers || this.#server !== server) return;
		log(`a function kept the processor for ${longestHoldMs / 1000} s; restarting the runtime`);
		child.kill('SIGKILL');
	}
}

/** How long a process has kept a processor busy, where the system says so: a tick is ten milliseconds. */
function processorMs(pid: number | undefined): number | undefined {
	if (pid === undefined || process.platform !== 'linux') return undefined;
	try {
		// The name before it, in brackets, may hold anything.
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return undefined;
	}
}

/** Whether the process answers within `patienceMs`. One that has ended is not hogged: true. */
function alive(server: Server, patienceMs: number): Promise<boolean> {
	return new Promise((resolve) => {
		const question = httpRequest(
			{ host: '127.0.0.1', port: server.port, headers: server.headers },
			(response) => {
				response.resume();
				resolve(true);
			}
		);
		question.setTimeout(patienceMs, () => {
			resolve(false);
			question.destroy();
		});
		question.on('error', () => resolve(true));
		question.end();
	});
}
