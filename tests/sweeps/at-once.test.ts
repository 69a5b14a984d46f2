import pg from 'pg';
import { credentials, describe, expect, TestDatabase, testApart } from '../support/database.ts';
import { matrices } from '../support/matrices.ts';
import { actorOf, buildWorld, roles, type Role, type World } from '../support/world.ts';

/*
 * Every command that writes, given by four at the same instant, each of whom commits: what comes of it is what comes of
 * giving it four times in a row. So nobody waits in a circle, nobody is answered by an accident, and nothing is done
 * twice that is done once. Each is tried in a copy of the hospital of its own.
 */

const commands = matrices('commands');
const clients = 4;
const parts = 8;

interface Hospital {
	world: World;
	/** When all of it was made. */
	made: string;
	writing: Set<string>;
}

const test = testApart.extend<{ $file: { hospital: Hospital } }>({
	hospital: [
		async ({ apart }, use) => {
			const client = new pg.Client({ connectionString: apart });
			await client.connect();
			await client.query('begin');
			const db = new TestDatabase(client);
			const world = await buildWorld(db);
			const made = await db.value<string>('select now()::text');
			const writing = await db.rows<{ name: string }>(
				`select proname as name from pg_proc where pronamespace = 'public'::regnamespace and provolatile = 'v'`
			);
			await client.query('commit');
			await client.end();
			await use({ world, made, writing: new Set(writing.map(({ name }) => name)) });
		},
		{ scope: 'file' }
	]
});

/** `rows`, `none`, or what it was refused for. */
async function outcome(client: pg.Client, sql: string): Promise<string> {
	try {
		return ((await client.query(sql)).rowCount ?? 0) > 0 ? 'rows' : 'none';
	} catch (error) {
		if (!(error instanceof pg.DatabaseError)) throw error;
		return [error.code, error.constraint ?? error.hint].filter(Boolean).join(' ');
	}
}
const isRefusal = (came: string) => !['rows', 'none'].includes(came);

const becoming = (world: World, role: Role) => {
	const { role: name, claims } = credentials(actorOf(world, role));
	return `select set_config('role', ${pg.escapeLiteral(name)}, true), set_config('request.jwt.claims', ${pg.escapeLiteral(claims)}, true)`;
};

/** What comes of it one after the other. */
async function inARow(client: pg.Client, become: string, sql: string): Promise<string[]> {
	const came: string[] = [];
	for (let time = 0; time < clients; time++) {
		await client.query('begin');
		await client.query(become);
		const one = await outcome(client, sql);
		await client.query(isRefusal(one) ? 'rollback' : 'commit');
		came.push(one);
	}
	return came.sort();
}

/** What comes of it when all begin in the moment the owner lets them. */
async function atOnce(owner: pg.Client, connectionString: string, become: string, sql: string) {
	const all = Array.from({ length: clients }, () => new pg.Client({ connectionString }));
	try {
		await owner.query('select pg_advisory_lock(42)');
		await Promise.all(all.map((client) => client.connect()));
		const came = Promise.all(
			all.map(async (client) => {
				await client.query('begin');
				await client.query('select pg_advisory_xact_lock_shared(42)');
				await client.query(become);
				const one = await outcome(client, sql);
				await client.query(isRefusal(one) ? 'rollback' : 'commit');
				return one;
			})
		);
		const waiting = `select count(*)::integer as count from pg_locks where locktype = 'advisory' and not granted and objid = 42`;
		while ((await owner.query<{ count: number }>(waiting)).rows[0]?.count !== clients) {
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		await owner.query('select pg_advisory_unlock(42)');
		return (await came).sort();
	} finally {
		await Promise.all(all.map((client) => client.end()));
	}
}

describe('given by four at once', () => {
	for (let part = 0; part < parts; part++) {
		test(`part ${part + 1} of ${parts} of the commands does what it does four times in a row`, async ({
			apart,
			hospital: { world, made, writing }
		}) => {
			const different: Record<string, { inARow: string[]; atOnce: string[] }> = {};
			const template = new URL(apart).pathname.slice(1);
			const copy = new URL(apart);
			copy.pathname = `/${template}_copy`;
			const beside = new URL(apart);
			beside.pathname = '/template1';
			const owner = new pg.Client({ connectionString: beside.href });
			await owner.connect();
			/** In a copy in which is done what the command needs. */
			const inACopy = async <Came>(
				given: string | undefined,
				use: (client: pg.Client) => Promise<Came>
			) => {
				await owner.query(`create database ${copy.pathname.slice(1)} template ${template}`);
				const client = new pg.Client({ connectionString: copy.href });
				try {
					await client.connect();
					if (given) await client.query(given.replaceAll(/= now\(\)(?! [-+])/g, `= '${made}'`));
					return await use(client);
				} finally {
					await client.end();
					await owner.query(`drop database ${copy.pathname.slice(1)} with (force)`);
				}
			};
			const mine = Object.entries(commands)
				.filter(([key]) => writing.has(key.split(',')[0] ?? ''))
				.filter(([, { call }]) => !/current_setting/.test(String(call)))
				.filter((_, place) => place % parts === part);
			for (const [key, { call, own, given }] of mine) {
				const role =
					roles.find((each) => own.rows?.includes(each) && each !== 'admin') ?? own.rows?.[0];
				if (!role) continue;
				const before = given?.(world.own, world, 'own');
				const sql = call(world.own, world, 'own', role);
				const become = becoming(world, role);
				const came = await inACopy(before, (client) => atOnce(client, copy.href, become, sql));
				const expected = await inACopy(before, (client) => inARow(client, become, sql));
				// What was read before another wrote it is refused to whoever wanted to go by it.
				const changed = came.map((one) => (one.startsWith('LN009') ? 'rows' : one)).sort();
				if (![came, changed].some((each) => JSON.stringify(each) === JSON.stringify(expected)))
					different[key] = { inARow: expected, atOnce: came };
			}
			await owner.end();
			expect(different).toEqual({});
		});
	}
});
