import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { migrationFiles } from '../migrations.ts';
import { encryptFrames, headerOf, type Frame } from './archive.ts';
import { beginMoment, readDatabase } from './database.ts';
import { readFiles, type FileSource, type StoredFile } from './files.ts';
import { placeOf, S3, type S3Target } from './s3.ts';

export interface BackupOptions {
	/** As role `postgres`. */
	databaseUrl: string;
	projectDirectory: string;
	/** Where backups are kept on this machine. */
	directory: string;
	key: Buffer;
	/** Opened before the database's moment is chosen. */
	files: () => Promise<FileSource>;
	s3?: S3Target;
	/** For tests: S3 takes nothing below 5 MiB, a stand-in does. */
	partSize?: number;
	now?: Date;
}

export interface BackupDone {
	name: string;
	path: string;
	bytes: number;
	rows: number;
	files: number;
	/** Files the database knows and storage has not. */
	missing: number;
	place: string | null;
	/** Older ones that were deleted. */
	removed: string[];
}

const ending = '.backup';
const isBackup = (name: string) => /^lantern-\d{8}T\d{6}Z\.backup$/.test(name);

/**
 * The key that opens backups: `BACKUP_KEY`, or a file that is made at first. Whoever has a backup and not this key has
 * nothing, so it is kept somewhere else as well.
 */
export function backupKey(
	file: string,
	env: NodeJS.ProcessEnv = process.env
): { key: Buffer; made: boolean } {
	const made = !env.BACKUP_KEY && !existsSync(file);
	if (made)
		writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
	const key = Buffer.from((env.BACKUP_KEY ?? readFileSync(file, 'utf8')).trim(), 'base64');
	if (key.length !== 32) {
		throw new Error(
			`${env.BACKUP_KEY ? 'BACKUP_KEY' : file} is not a key: 32 bytes in base64 (openssl rand -base64 32)`
		);
	}
	return { key, made };
}

/** Makes a backup, keeps it here and, if a place is set, there; and deletes those that are too old. */
export async function makeBackup(options: BackupOptions): Promise<BackupDone> {
	const client = new pg.Client({
		connectionString: options.databaseUrl,
		application_name: 'backup'
	});
	await client.connect();
	let id: string | undefined;
	try {
		id = (await client.query<{ id: string }>('select private.begin_backup() as id')).rows[0]?.id;
		const done = await write(options);
		await client.query('select private.end_backup($1, $2)', [
			id,
			{
				name: done.name,
				place: done.place,
				bytes: done.bytes,
				rows: done.rows,
				files: done.files,
				missing: done.missing
			}
		]);
		const { rows } = await client.query<{ days: number }>(
			'select backup_keep_days as days from public.hospital_settings'
		);
		const removed = await forgetOld(options, done.name, rows[0]?.days ?? 30);
		return { ...done, removed };
	} catch (error) {
		if (id) {
			const message = error instanceof Error ? error.message : String(error);
			await client.query('select private.end_backup($1, $2)', [id, { message }]).catch(() => {});
		}
		throw error;
	} finally {
		await client.end();
	}
}

async function write(options: BackupOptions): Promise<BackupDone> {
	const { directory, key, now = new Date() } = options;
	await mkdir(directory, { recursive: true, mode: 0o700 });
	const name = `lantern-${now.toISOString().replace(/[-:]|\.\d+/g, '')}${ending}`;
	const path = join(directory, name);
	const partial = `${path}.partial`;
	const count = { rows: 0, files: 0, missing: 0 };
	try {
		const [frames, gzip, encrypt] = encryptFrames(counted(framesOf(options, now), count), key, now);
		await pipeline(frames, gzip, encrypt, createWriteStream(partial, { mode: 0o600, flush: true }));
		await rename(partial, path);
	} catch (error) {
		await rm(partial, { force: true });
		throw error;
	}
	const { size } = await stat(path);
	if (options.s3) await new S3(options.s3, options.partSize).put(name, path);
	const place = options.s3 ? placeOf(options.s3) : null;
	return { name, path, bytes: size, ...count, place, removed: [] };
}

async function* counted(
	frames: AsyncIterable<Frame>,
	count: { rows: number; files: number; missing: number }
) {
	for await (const frame of frames) {
		if ('say' in frame) {
			const said = frame.say as { end?: string; rows?: number; endFile?: string; missing?: string };
			if (said.end !== undefined) count.rows += said.rows ?? 0;
			if (said.endFile !== undefined) count.files += 1;
			if (said.missing !== undefined) count.missing += 1;
		}
		yield frame;
	}
}

/** Everything a backup says, in its order: how the schema is made, the rows, the files. */
async function* framesOf(options: BackupOptions, now: Date): AsyncGenerator<Frame> {
	const files = await options.files();
	const client = new pg.Client({
		connectionString: options.databaseUrl,
		application_name: 'backup'
	});
	await client.connect();
	try {
		await beginMoment(client);
		const { rows: about } = await client.query<{ server: string; name: string }>(
			`select current_setting('server_version') as server, name from public.hospital_settings`
		);
		yield { say: { backup: 1, made: now.toISOString(), ...about[0] } };
		for (const migration of migrationFiles(options.projectDirectory)) {
			yield { say: { migration: migration.name, sql: readFileSync(migration.path, 'utf8') } };
		}
		yield* readDatabase(client);
		const { rows } = await client.query<StoredFile>(
			`select bucket_id as bucket, name, version from storage.objects where version is not null order by version`
		);
		await client.query('commit');
		yield* readFiles(files, rows);
		yield { say: { complete: true } };
	} finally {
		await client.end();
		await files.close();
	}
}

/** Deletes backups older than so many days, here and there; never the newest. */
async function forgetOld(
	{ directory, s3, partSize, now = new Date() }: BackupOptions,
	newest: string,
	days: number
): Promise<string[]> {
	const limit = now.getTime() - days * 86_400_000;
	const isOld = (name: string) => isBackup(name) && name !== newest && madeAt(name) < limit;
	const removed = new Set<string>();
	for (const name of (await readdir(directory)).filter(isOld)) {
		await rm(join(directory, name));
		removed.add(name);
	}
	if (s3) {
		const there = new S3(s3, partSize);
		for (const name of (await there.list()).filter(isOld)) {
			await there.remove(name);
			removed.add(name);
		}
	}
	return [...removed].sort();
}

function madeAt(name: string): number {
	const [, year, month, day, hour, minute, second] =
		/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name) ?? [];
	return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The backup a person means: a path, the name of one that is kept here or there, or nothing for the newest. */
export async function findBackup(
	wanted: string | undefined,
	directory: string,
	s3?: S3Target
): Promise<string> {
	if (wanted !== undefined && existsSync(wanted)) return wanted;
	const here = existsSync(directory) ? (await readdir(directory)).filter(isBackup) : [];
	const there = s3 ? (await new S3(s3).list()).filter(isBackup) : [];
	const name = wanted ?? [...here, ...there].sort().at(-1);
	if (name === undefined)
		throw new Error(`There is no backup in ${directory}${s3 ? ` or at ${placeOf(s3)}` : ''}`);
	const path = join(directory, name);
	if (here.includes(name)) return path;
	if (!s3 || !there.includes(name)) throw new Error(`There is no backup ${name}`);
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	await pipeline(await new S3(s3).get(name), createWriteStream(path, { mode: 0o600 }));
	await headerOf(path);
	return path;
}
