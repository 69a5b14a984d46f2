/**
 * `npm run hosted:check -- --plan pro` tells what a project on hosted Supabase still lacks, and changes nothing. Reads
 * PUBLIC_SUPABASE_URL and its key, ORIGIN and, to look into the project, SUPABASE_ACCESS_TOKEN.
 */
import { parseArgs } from 'node:util';
import { checkHosted, plans, type Plan } from '../hosted/checks.ts';

const { values } = parseArgs({ options: { plan: { type: 'string', default: 'free' } } });
const plan = plans.find((known) => known === values.plan) as Plan | undefined;
if (!plan) {
	console.error(`--plan is one of ${plans.join(', ')}`);
	process.exit(2);
}
const findings = await checkHosted({
	projectDirectory: process.cwd(),
	plan,
	environment: process.env
});
for (const { what, todo } of findings) console.log(todo ? `✗ ${what}\n    ${todo}` : `✓ ${what}`);
const missing = findings.filter(({ todo }) => todo !== null).length;
console.log(missing === 0 ? 'Nothing is missing' : `${missing} of ${findings.length} are missing`);
process.exit(missing === 0 ? 0 : 1);
