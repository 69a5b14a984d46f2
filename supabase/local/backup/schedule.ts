import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { endWithUs } from '../end-with-us.ts';
import type { Log } from '../service.ts';

interface BackupScheduleOptions {
	/** As role `postgres`. */
	databaseUrl: string;
	stateDirectory: string;
	log: Log;
	/** Milliseconds between two looks. */
	every?: number;
}

const command = fileURLToPath(new URL('../commands/backup.ts', import.meta.url));

/**
 * Makes a backup whenever the hospital's settings say that one is due. In a program of its own: compressing and
 * encrypting would keep everybody else waiting in this one.
 */
export function startBackups({
	databaseUrl,
	stateDirectory,
	log,
	every = 60_000
}: BackupScheduleOptions) {
	let running: ChildProcess | undefined;
	let looking: Promise<void> | undefined;

	const look = async (): Promise<void> => {
		const client = new pg.Client({ connectionString: databaseUrl, application_name: 'backup' });
		client.on('error', () => {});
		try {
			await client.connect();
			const { rows } = await client.query<{ due: boolean }>('select private.backup_due() as due');
			if (rows[0]?.due !== true) return;
		} finally {
			await client.end().catch(() => {});
		}
		running = spawn(process.execPath, ['--import', 'tsx', command], {
			env: { ...process.env, DATABASE_URL: databaseUrl, LANTERN_STATE: stateDirectory },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		endWithUs(running);
		for (const stream of [running.stdout, running.stderr]) {
			stream?.on('data', (chunk: Buffer) => log('backup', chunk.toString().trim()));
		}
		await new Promise((resolve) => {
			running?.once('close', resolve);
			running?.once('error', resolve);
		});
		running = undefined;
	};

	const timer = setInterval(() => {
		looking ??= look()
			// The database may be away for a moment, or not have what newer versions have.
			.catch((error: unknown) =>
				log('backup', error instanceof Error ? error.message : String(error))
			)
			.finally(() => (looking = undefined));
	}, every);

	return {
		async close(): Promise<void> {
			clearInterval(timer);
			running?.kill();
			await looking;
		}
	};
}
