/**
 * Makes a new state folder from a backup. What was restored is compared with what was backed up, row for row and file
 * for file; nothing is left of a restore that fails.
 *
 *   npm run restore -- --into /srv/lantern-restored                 # the newest backup there is
 *   npm run restore -- lantern-20261130T021700Z.backup --into …     # or this one; a path will do as well
 *   LANTERN_STATE=/srv/lantern-restored npm start
 *
 * The key: `BACKUP_KEY`, or `--key <file>`, or `.local/backup.key`. A backup that is only in S3 is fetched (see `npm run backup`).
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backupKey, findBackup } from '../backup/backup.ts';
import { restoreBackup } from '../backup/restore.ts';
import { s3Target } from '../backup/s3.ts';
import { copyFileSync, existsSync } from 'node:fs';
import { defaultStateDirectory, repository } from '../stack.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { into: { type: 'string' }, key: { type: 'string' } }
});
try {
	if (!values.into) throw new Error('say where: --into <a new folder>');
	const keyFile = values.key ?? join(defaultStateDirectory, 'backup.key');
	if (!process.env.BACKUP_KEY && !existsSync(keyFile)) {
		throw new Error(`there is no ${keyFile}: set BACKUP_KEY, or name the file with --key`);
	}
	const directory = process.env.BACKUP_DIRECTORY ?? join(defaultStateDirectory, 'backups');
	const file = await findBackup(positionals[0], directory, s3Target());
	const into = resolve(values.into);
	console.log(`Restoring ${file}`);
	const { made, rows, files, left } = await restoreBackup({
		file,
		key: backupKey(keyFile).key,
		stateDirectory: into,
		projectDirectory: repository
	});
	// What is backed up from now on is opened by the same key.
	if (!process.env.BACKUP_KEY) copyFileSync(keyFile, join(into, 'backup.key'));
	console.log(
		`✓ As it was on ${made}: ${rows.toLocaleString('en')} rows and ${files.toLocaleString('en')} files, compared one by one`
	);
	if (left.length > 0) console.log(`Not known to this version, and left out: ${left.join(', ')}`);
	console.log(
		`Start it with: LANTERN_STATE=${into} npm start\nThen: npm run audit:verify, npm run integrity`
	);
} catch (error) {
	console.error(`Not restored: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
