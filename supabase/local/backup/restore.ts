import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../migrations.ts';
import { removeData, startDatabase } from '../postgres.ts';
import { readFrames } from './archive.ts';
import { DatabaseWriter, type TableSays } from './database.ts';
import { FileWriter } from './files.ts';

export interface RestoreOptions {
	file: string;
	key: Buffer;
	/** A state folder that is empty or not there; `LANTERN_STATE` of a start. */
	stateDirectory: string;
	projectDirectory: string;
	fsync?: boolean;
	onprogress?: (what: string) => void;
}

export interface Restored {
	made: string;
	rows: number;
	files: number;
	/** Columns and tables of the platform that this version has not. */
	left: string[];
}

type Said = Partial<{
	backup: number;
	made: string;
	migration: string;
	sql: string;
	secrets: Record<string, string>[];
	table: string;
	columns: TableSays['columns'];
	rows: (string | null)[][] | number;
	end: string;
	digest: string;
	counters: { name: string; last: string; called: boolean }[];
	file: string;
	endFile: string;
	size: number;
	sha256: string;
	complete: boolean;
}>;

/**
 * Makes the state folder of a stack from a backup: the database with the migrations it had, its rows, the files. Whatever
 * goes wrong, nothing is left. What was restored is compared with what was backed up, and a new epoch of the audit log begins.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
	const { stateDirectory } = options;
	if (existsSync(stateDirectory) && readdirSync(stateDirectory).length > 0) {
		throw new Error(
			`${stateDirectory} is not empty: restore into a new folder, and look at what you have there first`
		);
	}
	// Made of what the backup says, and read once before anything is written: a damaged one is found out here.
	const migrations = await migrationsOf(options);
	mkdirSync(stateDirectory, { recursive: true });
	try {
		return await restoreInto(options, migrations);
	} catch (error) {
		removeData(stateDirectory);
		throw error;
	} finally {
		rmSync(migrations, { recursive: true, force: true });
	}
}

/** A project that has the backup's migrations. */
async function migrationsOf({ file, key, projectDirectory }: RestoreOptions): Promise<string> {
	const project = mkdtempSync(join(tmpdir(), 'lantern-restore-'));
	const folder = join(project, 'supabase', 'migrations');
	mkdirSync(folder, { recursive: true });
	cpSync(
		join(projectDirectory, 'supabase', 'config.toml'),
		join(project, 'supabase', 'config.toml')
	);
	cpSync(join(projectDirectory, 'supabase', 'templates'), join(project, 'supabase', 'templates'), {
		recursive: true
	});
	try {
		let isComplete = false;
		for await (const frame of readFrames(file, key)) {
			if (!('say' in frame)) continue;
			const { migration, sql, complete } = frame.say as Said;
			if (complete) isComplete = true;
			if (migration === undefined) continue;
			if (!/^\d+_\w+\.sql$/.test(migration))
				throw new Error('a migration has no name that could be');
			writeFileSync(join(folder, migration), sql ?? '');
		}
		if (!isComplete) throw new Error('the backup is not complete');
		return project;
	} catch (error) {
		rmSync(project, { recursive: true, force: true });
		throw error;
	}
}

async function restoreInto(options: RestoreOptions, migrations: string): Promise<Restored> {
	const { file, key, stateDirectory, fsync = true, onprogress = () => {} } = options;
	const restored: Restored = { made: '', rows: 0, files: 0, left: [] };
	const database = await startDatabase({ stateDirectory, fsync });
	try {
		onprogress('making the database');
		await migrate({ databaseUrl: database.databaseUrl('postgres'), projectDirectory: migrations });
		const client = new pg.Client({ connectionString: database.databaseUrl('supabase_admin') });
		await client.connect();
		try {
			const writer = new DatabaseWriter(client);
			const files = new FileWriter(join(stateDirectory, 'storage'));
			await writer.begin();
			for await (const frame of readFrames(file, key)) {
				if ('bytes' in frame) await files.bytes(frame.bytes);
				else await take(frame.say as Said, writer, files, restored, onprogress);
			}
			onprogress('comparing');
			await writer.end();
			restored.left = writer.left;
			restored.files = files.count;
			restored.rows = [...writer.totals.values()].reduce((sum, { rows }) => sum + rows, 0);
			// Transactions are numbered anew from here on.
			await client.query('select private.begin_audit_epoch()');
			await client.query('analyze');
		} finally {
			await client.end();
		}
	} finally {
		await database.stop();
	}
	return restored;
}

async function take(
	said: Said,
	writer: DatabaseWriter,
	files: FileWriter,
	restored: Restored,
	onprogress: (what: string) => void
): Promise<void> {
	if (said.backup !== undefined) restored.made = said.made ?? '';
	else if (said.secrets) await writer.secrets(said.secrets);
	else if (said.table !== undefined) {
		onprogress(said.table);
		await writer.table({ table: said.table, columns: said.columns ?? [] });
	} else if (Array.isArray(said.rows)) await writer.rows(said.rows);
	else if (said.end !== undefined) {
		writer.endTable(said.end, { rows: Number(said.rows), digest: said.digest ?? '' });
	} else if (said.counters) await writer.counters(said.counters);
	else if (said.file !== undefined) await files.begin(said.file);
	else if (said.endFile !== undefined)
		await files.end(said.endFile, said.size ?? 0, said.sha256 ?? '');
}
