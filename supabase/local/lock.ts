import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startOf } from './processes.ts';

interface ProcessMark {
	pid: number;
	/** When it began, so that another process of the same id is not taken for it. */
	start: string | undefined;
}

interface Held extends ProcessMark {
	/** The address to tell: the app's, or the API's when the backend runs alone. */
	url: string;
	children: ProcessMark[];
	/** Folder to remove if the holder could not. */
	socketDirectory?: string;
}

/** One running stack per state folder. */
export interface Lock {
	/** Writes down what a later start must clean up, should this process be killed outright. */
	note(children: number[], socketDirectory: string): void;
	release(): void;
}

export class AlreadyRunning extends Error {
	readonly url: string;

	constructor(url: string, pid: number) {
		super(
			`Lantern is already running from this folder: ${url} (process ${pid}). Ctrl C where it was started stops it.`
		);
		this.name = 'AlreadyRunning';
		this.url = url;
	}
}

/**
 * Takes the lock of a state folder. A lock whose holder is gone is taken over, after ending the
 * children the holder left behind.
 *
 * @throws AlreadyRunning with the address of what runs
 */
export async function takeLock(stateDirectory: string, url: string): Promise<Lock> {
	mkdirSync(stateDirectory, { recursive: true });
	const file = join(stateDirectory, 'lock.json');
	const held: Held = { ...mark(process.pid), url, children: [] };

	while (!createExclusively(file, held)) {
		const other = read(file);
		if (other && isSame(other)) throw new AlreadyRunning(other.url, other.pid);
		if (other) await endOrphans(other);
		rmSync(file, { force: true });
	}

	return {
		note(children, socketDirectory) {
			write(file, { ...held, children: children.map(mark), socketDirectory });
		},
		release() {
			if (read(file)?.pid === process.pid) rmSync(file, { force: true });
		}
	};
}

/**
 * Makes sure that no stack runs on a state folder.
 *
 * @throws AlreadyRunning with its address
 */
export function requireStopped(stateDirectory: string): void {
	const held = read(join(stateDirectory, 'lock.json'));
	if (held && isSame(held)) throw new AlreadyRunning(held.url, held.pid);
}

const mark = (pid: number): ProcessMark => ({ pid, start: startOf(pid) });

const isSame = ({ pid, start }: ProcessMark) => isAlive(pid) && startOf(pid) === start;

function read(file: string): Held | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Held;
	} catch {
		return undefined;
	}
}

function write(file: string, held: Held): void {
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, JSON.stringify(held), { mode: 0o600 });
	renameSync(draft, file);
}

/** Made by linking a finished file, so that nobody ever reads half a lock. */
function createExclusively(file: string, held: Held): boolean {
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, JSON.stringify(held), { mode: 0o600 });
	try {
		linkSync(draft, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		return false;
	} finally {
		rmSync(draft, { force: true });
	}
}

async function endOrphans(left: Held): Promise<void> {
	const alive = () => left.children.filter(isSame);
	// SIGINT is Postgres' fast shutdown; the others end on it as well.
	for (const child of alive()) process.kill(child.pid, 'SIGINT');
	for (let waited = 0; waited < 10_000 && alive().length > 0; waited += 50) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	for (const child of alive()) process.kill(child.pid, 'SIGKILL');
	if (left.socketDirectory) rmSync(left.socketDirectory, { recursive: true, force: true });
}
