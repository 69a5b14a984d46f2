/**
 * Prints what still breaks the rules to come (`checks.ts`), against a migrated database:
 * `DATABASE_URL=… npx tsx tests/support/rules-to-come.ts [word]`, with a word only the lines that have it.
 */
import pg from 'pg';
import { schemaProblems } from './checks.ts';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const word = process.argv[2] ?? '';
const problems = (await schemaProblems(client, [])).filter((problem) => problem.includes(word));
console.log(problems.join('\n'));
console.log(`${problems.length} left`);
await client.end();
