import { migrate } from './migrations.ts';
import { startDatabase, type Database, type DatabaseOptions } from './postgres.ts';

/**
 * Postgres alone, bootstrapped and with the project's migrations: for database tests, generated
 * types and the advisors, which need none of the services.
 */
export async function startMigratedDatabase(
	options: DatabaseOptions & { projectDirectory: string }
): Promise<Database> {
	const database = await startDatabase(options);
	try {
		await migrate({
			databaseUrl: database.databaseUrl('postgres'),
			projectDirectory: options.projectDirectory
		});
	} catch (error) {
		await database.stop();
		throw error;
	}
	return database;
}
