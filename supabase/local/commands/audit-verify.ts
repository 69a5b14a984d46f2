/**
 * Tells whether the audit log is as it was written, and if not, which seal and which row are not. Exits with 1 when
 * something was changed, removed, added, moved or cut off.
 *
 *   npm run audit:verify
 *   npm run audit:verify -- --against <hash of a seal, from a mail> [--against <another>]
 *   npm run audit:verify -- --objects
 *
 * `--objects` takes the hashes from the files that were stored each day, of the running stack or of the project at `SUPABASE_URL`
 * with `SUPABASE_SERVICE_ROLE_KEY`. Without a hash from elsewhere, seals that were all made anew, or cut off at the end, look like any others. Reads only.
 * `DATABASE_URL` (role `postgres`) chooses another database than the running stack's, for example a hosted project's.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { storedHeads, verifyAudit } from '../audit.ts';
import { chosenApi, chosenDatabase, failureOf } from '../running-database.ts';

const { values } = parseArgs({
	options: {
		against: { type: 'string', multiple: true, default: [] },
		objects: { type: 'boolean', default: false }
	}
});
const wrong = values.against.find((hash) => !/^[0-9a-f]{64}$/i.test(hash.trim()));
if (wrong !== undefined) {
	console.error(`--against takes the hash of a seal, 64 hexadecimal digits, not ${wrong}`);
	process.exit(2);
}

const client = new pg.Client({ connectionString: chosenDatabase() });
try {
	const heads = values.objects ? await storedHeads(chosenApi()) : [];
	if (values.objects && heads.length === 0) console.log('No head has been stored yet');
	await client.connect();
	await client.query('begin transaction isolation level repeatable read read only');
	const { problems, seals, sealed, waiting, epochs, redactions, head } = await verifyAudit(client, [
		...values.against,
		...heads
	]);
	const written = (number: number) => number.toLocaleString('en');
	for (const { n, at } of epochs) {
		console.log(
			`Before seal ${n} (${at}) transactions were numbered anew: was the database restored then?`
		);
	}
	for (const [order, count] of redactions) {
		const { rows } = await client.query<{ words: string | null }>(
			`select after ->> 'order' as words from audit.events where id = $1 and action = 'redacted'`,
			[order]
		);
		console.log(`${written(count)} rows redacted by order ${order}: ${rows[0]?.words ?? '?'}`);
	}
	for (const { seal, what } of problems)
		console.log(`✗ ${seal === null ? '' : `seal ${seal}: `}${what}`);
	console.log(
		`${problems.length === 0 ? '✓ As written' : `✗ Not as written, in ${problems.length} ${problems.length === 1 ? 'place' : 'places'}`}: ${written(sealed)} rows under ${written(seals)} seals, ${written(waiting)} not sealed yet`
	);
	if (heads.length > 0) console.log(`${written(heads.length)} stored heads looked for`);
	if (head) console.log(`Head: seal ${head.n} of ${head.at}\n${head.hash}`);
	process.exit(problems.length === 0 ? 0 : 1);
} catch (error) {
	console.error(`Not verified: ${failureOf(error)}`);
	process.exit(2);
}
