import pg from 'pg';
import { describe, expect, type TestDatabase } from '../support/database.ts';
import {
	actorOf,
	roles,
	testInWorld as test,
	type Role,
	type Side,
	type World
} from '../support/world.ts';
import { matrices } from '../support/matrices.ts';
import type { ChannelAccess, Command, TableAccess } from '../support/matrix.ts';

const matrix = matrices('tables');
const channels = matrices('channels');
const commands: Command[] = ['select', 'insert', 'update', 'delete'];

/** What the matrix says and what the database did, as `role command side` → allowed. */
type Outcome = Record<string, boolean>;

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

async function tryTable(
	db: TestDatabase,
	world: World,
	table: string,
	access: TableAccess,
	tried: readonly Command[] = commands
): Promise<{ expected: Outcome; actual: Outcome }> {
	const { given, ...rest } = access;
	if (given) {
		return db.undone(async () => {
			await db.rows(given);
			return tryTable(db, world, table, rest, tried);
		});
	}
	const expected: Outcome = {};
	const actual: Outcome = {};
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

async function tryChannel(db: TestDatabase, world: World, channel: ChannelAccess) {
	const expected: Outcome = {};
	const actual: Outcome = {};
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

interface Policy {
	schema: string;
	table: string;
	name: string;
	command: Command;
	open: boolean;
}

const policiesOf = (db: TestDatabase, relation: string) =>
	db.rows<Policy>(
		`select schemaname as schema, tablename as table, policyname as name, lower(cmd) as command,
			coalesce(qual, 'true') = 'true' and coalesce(with_check, 'true') = 'true' as open
		 from pg_policies
		 where format('%s.%s', schemaname, tablename) = $1
		 order by policyname`,
		[relation]
	);

const sameOutcome = ({ expected, actual }: { expected: Outcome; actual: Outcome }) =>
	Object.keys(expected).every((cell) => expected[cell] === actual[cell]);

/** Whether a cell of the policy's command, or a channel, is no longer as the matrix says. */
async function isNoticed(db: TestDatabase, world: World, policy: Policy): Promise<boolean> {
	if (policy.schema === 'public') {
		const access = matrix[policy.table];
		if (!access) return false;
		return !sameOutcome(await tryTable(db, world, policy.table, access, [policy.command]));
	}
	for (const channel of Object.values(channels)) {
		if (!sameOutcome(await tryChannel(db, world, channel))) return true;
	}
	return false;
}

describe('who may do what', () => {
	test('the matrix lists every table, and every table that is listed exists', async ({ db }) => {
		const tables = await db.rows<{ relname: string }>(
			`select relname from pg_class
			 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`
		);
		expect(Object.keys(matrix).sort()).toEqual(tables.map((table) => table.relname).sort());
	});

	for (const [table, access] of Object.entries(matrix)) {
		test(`${table}: every role, command, own and other`, async ({ db, world }) => {
			const { expected, actual } = await tryTable(db, world, table, access);
			expect(actual).toEqual(expected);
		});
	}

	for (const [name, channel] of Object.entries(channels)) {
		test(`channel ${name}: every role, joining and sending`, async ({ db, world }) => {
			const { expected, actual } = await tryChannel(db, world, channel);
			expect(actual).toEqual(expected);
		});
	}
});

/** Policies that, opened, change no cell, and why that is right. */
const hiddenBySelect = [
	// What these let through is hidden by the select policy from statements with a condition. That
	// statements without one touch nobody else's rows is tested beside the tables.
	'notifications_update_own'
];

describe('the matrix notices any policy taken away or opened', () => {
	for (const relation of [
		...Object.keys(matrix).map((table) => `public.${table}`),
		'realtime.messages'
	]) {
		test(`of ${relation}`, async ({ db, world }) => {
			const found = await policiesOf(db, relation);
			const unnoticed: string[] = [];
			for (const policy of found) {
				await db.undone(async () => {
					await db.rows(`drop policy ${policy.name} on ${relation}`);
					if (!(await isNoticed(db, world, policy))) unnoticed.push(`${policy.name} taken away`);
				});
				if (policy.open || hiddenBySelect.includes(policy.name)) continue;
				await db.undone(async () => {
					const using = policy.command === 'insert' ? '' : 'using (true)';
					const check = ['insert', 'update'].includes(policy.command) ? 'with check (true)' : '';
					await db.rows(`alter policy ${policy.name} on ${relation} ${using} ${check}`);
					if (!(await isNoticed(db, world, policy))) unnoticed.push(`${policy.name} opened`);
				});
			}
			expect(found).not.toEqual([]);
			expect(unnoticed).toEqual([]);
		});
	}
});
