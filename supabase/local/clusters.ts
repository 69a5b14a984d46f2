import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDemo } from '../seed/load.ts';
import { migrate } from './migrations.ts';
import { removeData, startDatabase } from './postgres.ts';

/**
 * Data folders from which the tests' servers are copied: making one takes seconds, copying it a tenth of
 * one. They are made once a run, when first asked for, and never kept for the next.
 */

/** What is in such a folder; each has all that the one before it has. */
const stages = ['bootstrapped', 'migrated', 'demo'] as const;
export type Stage = (typeof stages)[number];

const failed = 'failed';
const projectDirectory = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a place for the folders and tells the processes started from here; the function it gives back
 * removes it. Does nothing where a process above has made one.
 */
export function provideClusters(): () => void {
	if (process.env.LANTERN_TEST_CLUSTERS) return () => undefined;
	const place = mkdtempSync(join(tmpdir(), 'lantern-clusters-'));
	// Under root the server is another user, who passes through.
	chmodSync(place, 0o711);
	process.env.LANTERN_TEST_CLUSTERS = place;
	return () => {
		delete process.env.LANTERN_TEST_CLUSTERS;
		for (const stage of stages) removeData(join(place, stage));
		rmSync(place, { recursive: true, force: true });
	};
}

/** The data folder of a stopped server with all that the stage has; for `copyOf`. */
export async function clusterWith(stage: Stage): Promise<string> {
	const place = process.env.LANTERN_TEST_CLUSTERS;
	if (!place) throw new Error(`LANTERN_TEST_CLUSTERS is not set: see provideClusters`);
	const stateDirectory = join(place, stage);
	const made = join(place, `${stage}.made`);
	try {
		mkdirSync(stateDirectory);
	} catch {
		return madeByAnother(made);
	}
	try {
		const data = await make(stage, stateDirectory);
		writeFileSync(made, data);
		return data;
	} catch (error) {
		writeFileSync(made, failed);
		throw error;
	}
}

async function make(stage: Stage, stateDirectory: string): Promise<string> {
	const before = stages[stages.indexOf(stage) - 1];
	const database = await startDatabase({
		stateDirectory,
		fsync: false,
		copyOf: before && (await clusterWith(before))
	});
	try {
		const databaseUrl = database.databaseUrl('postgres');
		if (stage === 'migrated') await migrate({ databaseUrl, projectDirectory });
		if (stage === 'demo') await loadDemo(databaseUrl);
	} finally {
		await database.stop();
	}
	return database.data;
}

/** Two workers may want the same at once: the second waits for what the first makes. */
async function madeByAnother(made: string): Promise<string> {
	for (const end = Date.now() + 60_000; Date.now() < end;) {
		const data = existsSync(made) ? readFileSync(made, 'utf8') : undefined;
		if (data === failed) break;
		if (data) return data;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`${made}: another process could not make it, and said why`);
}
