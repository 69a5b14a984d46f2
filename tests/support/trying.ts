import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from './database.ts';
import type { BucketAccess, ChannelAccess, Command, CommandAccess, TableAccess } from './matrix.ts';
import { actorOf, roles, type Role, type Side, type World } from './world.ts';

/*
 * What the matrices say, and what the database does when it is asked: each role, each command, own and other, all of it
 * undone.
 */

const commands: Command[] = ['select', 'insert', 'update', 'delete'];

/** What the matrix says and what was done, by cell: `role command side` → allowed, of functions `role side` → what came of it. */
export interface Tried<Came = boolean> {
	expected: Record<string, Came>;
	actual: Record<string, Came>;
}

const literal = (value: unknown) =>
	value === true
		? 'true'
		: pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));

function statement(
	table: string,
	command: Command,
	access: TableAccess,
	side: Side,
	role: Role,
	world: World
) {
	const key = access.key?.(side, role, world) ?? world[side].keys[table];
	if (!key) throw new Error(`the world has no row of ${table}`);
	const where = Object.entries(key)
		.map(([column, value]) => `${column} = ${literal(value)}`)
		.join(' and ');
	switch (command) {
		case 'select':
			return `select from public.${table} where ${where}`;
		case 'update':
			return `update public.${table} set ${access.change} = ${access.change} where ${where}`;
		case 'delete':
			return `delete from public.${table} where ${where}`;
		case 'insert': {
			const row = access.insert?.(world[side], world);
			if (!row) return `insert into public.${table} default values`;
			const values = Object.values(row).map(literal).join(', ');
			return `insert into public.${table} (${Object.keys(row).join(', ')}) values (${values})`;
		}
	}
}

/** Whether a statement, run as somebody and undone, touched its one row; any error but 42501 is one. */
async function isAllowed(db: TestDatabase, actor: Parameters<TestDatabase['as']>[0], sql: string) {
	try {
		return (await db.tried(actor, sql)) > 0;
	} catch (error) {
		if (error instanceof pg.DatabaseError && error.code === '42501') return false;
		throw new Error(`${sql}\n${String(error)}`, { cause: error });
	}
}

export async function tryTable(
	db: TestDatabase,
	world: World,
	table: string,
	access: TableAccess,
	tried: readonly Command[] = commands
): Promise<Tried> {
	const { given, ...rest } = access;
	if (given) {
		return db.undone(async () => {
			await db.rows(given);
			return tryTable(db, world, table, rest, tried);
		});
	}
	const expected: Tried['expected'] = {};
	const actual: Tried['actual'] = {};
	for (const side of access.hasOther === false ? (['own'] as const) : (['own', 'other'] as const)) {
		for (const command of tried) {
			for (const role of roles) {
				const cell = `${role} ${command} ${side}`;
				expected[cell] = access.may[command]?.[side]?.includes(role) ?? false;
				const sql = statement(table, command, access, side, role, world);
				actual[cell] = await isAllowed(db, actorOf(world, role), sql);
			}
		}
	}
	return { expected, actual };
}

export async function tryChannel(
	db: TestDatabase,
	world: World,
	channel: ChannelAccess
): Promise<Tried> {
	const expected: Tried['expected'] = {};
	const actual: Tried['actual'] = {};
	for (const side of ['own', 'other'] as const) {
		for (const role of roles) {
			const actor = actorOf(world, role);
			const topic = channel.topic(side, role, world);
			const send = (extension: string) =>
				`insert into realtime.messages (topic, extension, payload, event, private) values (${literal(topic)}, '${extension}', '{}', 'probe', true)`;
			await db.undone(async () => {
				// As the realtime server asks: one probe row an extension, the topic in the setting.
				await db.rows(`select set_config('realtime.topic', $1, true)`, [topic]);
				await db.rows(`${send('broadcast')}, ${send('presence').split(' values ')[1] ?? ''}`);
				for (const extension of ['broadcast', 'presence']) {
					const join = `${role} join ${side} (${extension})`;
					const allowed = extension === 'broadcast' ? channel.join : channel.presence;
					expected[join] = allowed?.[side]?.includes(role) ?? false;
					actual[join] = await isAllowed(
						db,
						actor,
						`select from realtime.messages where topic = ${literal(topic)} and extension = '${extension}' and event = 'probe'`
					);
				}
				expected[`${role} presence ${side}`] = channel.presence?.[side]?.includes(role) ?? false;
				actual[`${role} presence ${side}`] = await isAllowed(db, actor, send('presence'));
				expected[`${role} broadcast ${side}`] = channel.broadcast?.[side]?.includes(role) ?? false;
				actual[`${role} broadcast ${side}`] = await isAllowed(db, actor, send('broadcast'));
			});
		}
	}
	return { expected, actual };
}

/** An end of a session of which the database knows nothing: a token that outlives it. */
const ofEndedSession = `select set_config('request.jwt.claims',
	(current_setting('request.jwt.claims')::jsonb || '{"session_id": "${randomUUID()}"}')::text, true)`;

export async function tryBucket(
	db: TestDatabase,
	world: World,
	bucket: string,
	access: BucketAccess
): Promise<Tried> {
	const expected: Tried['expected'] = {};
	const actual: Tried['actual'] = {};
	for (const side of ['own', 'other'] as const) {
		await db.undone(async () => {
			if (access.given) await db.client.query(access.given);
			const file = access.file(world[side], world);
			const added = await db.row<{ id: string; name: string }>(
				`insert into storage.objects (bucket_id, name, owner_id) values ('${bucket}', (${file.name}), $1) returning id, name`,
				[file.owner ?? null]
			);
			const beside = added.name.replace(/[^/]+$/, (last) => `${randomUUID()}${last.slice(36)}`);
			const statements = {
				select: `select from storage.objects where id = '${added.id}'`,
				insert: `insert into storage.objects (bucket_id, name) values ('${bucket}', '${beside}')`,
				update: `update storage.objects set name = name where id = '${added.id}'`,
				delete: `delete from storage.objects where id = '${added.id}'`
			};
			for (const command of commands) {
				for (const role of roles) {
					const cell = `${role} ${command} ${side}`;
					const allowed = access.may[command]?.[side]?.includes(role) ?? false;
					const actor = actorOf(world, role);
					expected[cell] = allowed;
					actual[cell] = await isAllowed(db, actor, statements[command]);
					if (!allowed) continue;
					const ended = `${cell}, when the session has ended`;
					expected[ended] = false;
					actual[ended] = await isAllowed(db, actor, `${ofEndedSession}; ${statements[command]}`);
				}
			}
		});
	}
	return { expected, actual };
}

/** What a statement run as somebody, and undone, came to: see `Outcome`. */
async function outcome(db: TestDatabase, actor: Parameters<TestDatabase['as']>[0], sql: string) {
	try {
		return (await db.tried(actor, sql)) > 0 ? 'rows' : 'none';
	} catch (error) {
		if (error instanceof pg.DatabaseError && error.code) return error.code;
		throw error;
	}
}

function expectedOutcome(access: CommandAccess, side: Side, role: Role): string {
	const named = Object.entries(access[side] ?? {}).filter(([, allowed]) => allowed.includes(role));
	if (named.length > 1) throw new Error(`${role} is named more than once`);
	return named[0]?.[0] ?? (role === 'anon' ? '42501' : (access.otherwise ?? '42501'));
}

export async function tryCommand(
	db: TestDatabase,
	world: World,
	access: CommandAccess
): Promise<Tried<string>> {
	const expected: Record<string, string> = {};
	const actual: Record<string, string> = {};
	for (const side of access.other ? (['own', 'other'] as const) : (['own'] as const)) {
		await db.undone(async () => {
			if (access.given) await db.client.query(access.given(world[side], world, side));
			for (const role of roles) {
				const cell = `${role} ${side}`;
				expected[cell] = expectedOutcome(access, side, role);
				actual[cell] = await outcome(
					db,
					actorOf(world, role),
					access.call(world[side], world, side, role)
				);
			}
		});
	}
	return { expected, actual };
}

export const asExpected = <Came>({ expected, actual }: Tried<Came>): boolean =>
	Object.keys(expected).every((cell) => expected[cell] === actual[cell]);
