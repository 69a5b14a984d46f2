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

/** The API a command is about, with the key that outranks everybody: `SUPABASE_URL`'s, else the running stack's. */
export function chosenApi(): { url: string; key: string } {
	const { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: key } = process.env;
	if (url && key) return { url, key };
	const { keys } = loadSecrets(join(project, '.local'), '127.0.0.1');
	return { url: `http://127.0.0.1:${configuredPorts(loadConfig(project)).api}`, key: keys.secret };
}

/** What to tell somebody whose command failed. */
export function failureOf(error: unknown): string {
	if ((error as { code?: string }).code === 'ECONNREFUSED') {
		return 'No database answers. Start the stack first (npm run stack), or set DATABASE_URL.';
	}
	return error instanceof Error ? error.message : String(error);
}
