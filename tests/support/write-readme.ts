/** Writes the tables of supabase/README.md anew: `DATABASE_URL=… npx tsx tests/support/write-readme.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import pg from 'pg';
import * as prettier from 'prettier';
import { readmePath, readmeTables, withTables } from './readme.ts';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const readme = withTables(await readFile(readmePath, 'utf8'), await readmeTables(client));
const options = await prettier.resolveConfig(readmePath);
await writeFile(readmePath, await prettier.format(readme, { ...options, filepath: readmePath }));
await client.end();
