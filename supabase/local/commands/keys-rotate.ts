/**
 * Gives what is sealed in the database (national ids and their like) a new key, while everything runs, and ends the
 * old one. Stopped in between, it goes on where it was when it is called again.
 *
 *   npm run keys:rotate
 *
 * `DATABASE_URL` (role `postgres`) chooses another database than the running stack's, for example a hosted project's.
 * A backup made before holds the older key itself, and needs nothing of this one.
 */
import pg from 'pg';
import { rotateSealingKeys } from '../sealing.ts';
import { chosenDatabase, failureOf } from '../running-database.ts';

const client = new pg.Client({
	connectionString: chosenDatabase(),
	application_name: 'keys-rotate'
});
try {
	await client.connect();
	const { key, resealed, ended } = await rotateSealingKeys(client, (soFar) => {
		process.stdout.write(`\r${soFar.toLocaleString('en')} values sealed anew`);
	});
	console.log(
		`\n✓ ${resealed.toLocaleString('en')} values have key ${key}; ${ended === 1 ? 'the older key is' : `${ended} older keys are`} gone from the vault`
	);
} catch (error) {
	console.error(`\nNot finished: ${failureOf(error)} Call it again to go on.`);
	process.exitCode = 1;
} finally {
	await client.end();
}
