/**
 * Makes a backup of the running stack: the database as it is at one moment, and the files of storage, encrypted, in
 * `.local/backups`; and in a bucket of S3, where one is set. Everything goes on while it is made.
 *
 *   npm run backup                             # now
 *   npm run backup -- --to /mnt/backups        # to another folder
 *
 * `BACKUP_KEY` (32 bytes in base64), or `.local/backup.key`, which is made at first: keep a copy elsewhere, without it no
 * backup can be read. `BACKUP_S3_URL` (https://host/bucket/folder) with `BACKUP_S3_ACCESS_KEY_ID`,
 * `BACKUP_S3_SECRET_ACCESS_KEY` and, if need be, `BACKUP_S3_REGION` sends it off the machine.
 *
 * Of a hosted project: `DATABASE_URL` (role `postgres`), and `PUBLIC_SUPABASE_URL` with `SUPABASE_SECRET_KEY` for the files.
 */
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backupKey, makeBackup } from '../backup/backup.ts';
import { filesByApi, filesOnDisk } from '../backup/files.ts';
import { s3Target } from '../backup/s3.ts';
import { chosenDatabase, failureOf } from '../running-database.ts';
import { defaultStateDirectory, repository } from '../stack.ts';

const { values } = parseArgs({ options: { to: { type: 'string' } } });
// Whoever works at a screen comes first.
setPriority(10);
const { PUBLIC_SUPABASE_URL: url, SUPABASE_SECRET_KEY: secretKey } = process.env;
const keyFile = join(defaultStateDirectory, 'backup.key');
try {
	if (url && !secretKey)
		throw new Error('PUBLIC_SUPABASE_URL is set; set SUPABASE_SECRET_KEY as well.');
	const { key, made } = backupKey(keyFile);
	const done = await makeBackup({
		databaseUrl: chosenDatabase(),
		projectDirectory: repository,
		directory: values.to ?? process.env.BACKUP_DIRECTORY ?? join(defaultStateDirectory, 'backups'),
		key,
		files: () =>
			url && secretKey
				? Promise.resolve(filesByApi(url, secretKey))
				: filesOnDisk(join(defaultStateDirectory, 'storage')),
		s3: s3Target()
	});
	const written = (number: number) => number.toLocaleString('en');
	console.log(
		`✓ ${done.path}: ${written(done.rows)} rows and ${written(done.files)} files, ${written(Math.ceil(done.bytes / 1024))} kB${done.place ? `; also at ${done.place}` : ''}`
	);
	if (done.missing > 0) {
		console.log(
			`${written(done.missing)} files are in the database and not in storage: npm run integrity`
		);
	}
	if (done.removed.length > 0) console.log(`Deleted, being old: ${done.removed.join(', ')}`);
	if (made) {
		console.log(
			`Its key is in ${keyFile}. Keep a copy elsewhere: without it no backup can be read.`
		);
	}
} catch (error) {
	console.error(`No backup was made: ${failureOf(error)}`);
	process.exitCode = 1;
}
