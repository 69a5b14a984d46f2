import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from './config.ts';
import { loadSecrets } from './keys.ts';
import { configuredPorts } from './ports.ts';

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The database a command is about, as role `postgres`: `DATABASE_URL`'s, else the running stack's. */
export function chosenDatabase(): string {
	if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
	const { databasePassword } = loadSecrets(
		process.env.LANTERN_STATE ?? join(project, '.local'),
		'127.0.0.1'
	);
	const { database } = configuredPorts(loadConfig(project));
	return `postgresql://postgres:${encodeURIComponent(databasePassword)}@127.0.0.1:${database}/postgres`;
}

/** What to tell somebody whose command failed. */
export function failureOf(error: unknown): string {
	if ((error as { code?: string }).code === 'ECONNREFUSED') {
		return 'No database answers. Start the stack first (npm run stack), or set DATABASE_URL.';
	}
	return error instanceof Error ? error.message : String(error);
}
