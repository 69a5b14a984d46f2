import { describe, expect } from '../support/database.ts';
import { matrices } from '../support/matrices.ts';
import { tryCommand } from '../support/trying.ts';
import { testInWorld as test } from '../support/world.ts';

const commands = matrices('commands');

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
