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
import type { CommandAccess } from '../support/matrix.ts';

const commands = matrices('commands');

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

async function tryCommand(db: TestDatabase, world: World, access: CommandAccess) {
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

const functionOf = (key: string) => key.split(',')[0];

describe('who may give which command', () => {
	test('every function of the API is listed, under one signature each', async ({ db }) => {
		const functions = await db.rows<{ name: string }>(
			`select proname as name from pg_proc
			 where pronamespace = 'public'::regnamespace
				and (has_function_privilege('authenticated', oid, 'execute')
					or has_function_privilege('anon', oid, 'execute'))`
		);
		const listed = new Set(Object.keys(commands).map(functionOf));
		expect([...listed].sort()).toEqual(functions.map(({ name }) => name).sort());
	});

	for (const [name, access] of Object.entries(commands)) {
		test(`${name}: every role, own and other`, async ({ db, world }) => {
			const { expected, actual } = await tryCommand(db, world, access);
			expect(actual).toEqual(expected);
		});
	}
});
