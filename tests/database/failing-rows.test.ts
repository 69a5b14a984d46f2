import pg from 'pg';
import { argumentsOf } from '../support/calls.ts';
import { matrices } from '../support/matrices.ts';
import type { CommandAccess } from '../support/matrix.ts';
import { describe, expect, type TestDatabase } from '../support/database.ts';
import { actorOf, testInWorld as test, type World } from '../support/world.ts';

/*
 * Every command, as somebody who may give it, with one argument after another too long, too large, of the wrong kind, or
 * such as only somebody hostile writes: whatever refuses it, its words hold nothing of a row and no statement, and nothing
 * is an accident. The calls are those of the access matrix, so that ids are sound and what is wrong comes as far as the
 * tables.
 */

const commands = matrices('commands');

interface Signature {
	name: string;
	names: string[];
	types: string[];
}

/** What nobody means, by the type of the argument. */
const wrong: Record<string, string[]> = {
	text: [
		`repeat('x', 30000)`,
		`repeat('x', 1000000)`,
		`''`,
		`'no such word'`,
		// To SQL, a page, a template, a pattern; written from the right.
		`U&''');drop table x;--<svg onload=alert(1)>{{7*7}}%_\\\\ \\202Etxt'`,
		// To a sheet, a terminal, a header.
		`E'=cmd|'' /C x''!A0\\x1b[2J\\x07\\r\\nSet-Cookie: a=b'`
	],
	'text[]': [`array['no such word', null]`, `array[repeat('x', 30000)]`, `array[E'{"}\\x1b''']`],
	jsonb: [`'{}'`, `'[1]'`, `jsonb_build_object('note', repeat('x', 30000), 'reason', null)`],
	integer: ['-1', '2147483647'],
	bigint: ['-1', '9223372036854775807'],
	numeric: ['-1', '1e30', `'NaN'`, `'Infinity'`],
	'double precision': ['-1', '1e300', `'NaN'`, `'Infinity'`],
	interval: [`'-1 day'`, `'100000 years'`],
	date: [`'0001-01-01'`, `'9999-12-31'`, `'infinity'`, `'4713-01-01 BC'`],
	'timestamp with time zone': [`'0001-01-01'`, `'9999-12-31'`, `'infinity'`, `'-infinity'`],
	'time without time zone': [`'24:00'`],
	boolean: ['null']
};

/** The statement with each of the function's arguments made wrong in each way. */
function wrongCalls(sql: string, { name, names, types }: Signature): string[] {
	const { before, given, after } = argumentsOf(sql, name);
	const values = new Map<string, string>();
	for (const [place, argument] of given.entries()) {
		const [, named, value] = /^(\w+)\s*=>\s*([^]*)$/.exec(argument) ?? [];
		values.set(named ?? names[place] ?? '', value ?? argument);
	}
	return names.flatMap((argument, place) =>
		(wrong[types[place] ?? ''] ?? []).map((bad) => {
			const all = new Map(values).set(argument, `(${bad})::${types[place]}`);
			const said = [...all].map(([key, value]) => `${key} => ${value}`).join(', ');
			return `${before}${said}${after}`;
		})
	);
}

/** What the API answers with 5xx, or as a function that is not there: nobody foresaw it. */
const accident = /^(0[89]|2[05DF]|3[89B]|40|42(?!501)|5[578]|F0|XX|P0(?!001))/;

/** All that an error says, its code first. */
async function words(db: TestDatabase, actor: Parameters<TestDatabase['as']>[0], sql: string) {
	try {
		await db.undone(() =>
			db.as(actor, async () => {
				await db.rows(sql);
				await db.rows('set constraints all immediate');
			})
		);
		return '';
	} catch (error) {
		if (!(error instanceof pg.DatabaseError)) throw error;
		return [error.code, error.message, error.detail, error.hint].join(' | ');
	}
}

const mayGive = ({ own }: CommandAccess, world: World) => {
	const role = own.rows?.find((each) => each !== 'admin') ?? own.rows?.[0];
	return role && { role, actor: actorOf(world, role) };
};

describe('no refusal shows a row, a statement or an accident', () => {
	for (const [key, access] of Object.entries(commands)) {
		const name = key.split(',')[0] ?? '';
		if (key !== name) continue;
		test(name, async ({ db, world }) => {
			const signature = await db.row<Signature & Record<string, unknown>>(
				`select proname as name, coalesce(proargnames[:pronargs], '{}') as names,
					array(select format_type(t, null) from unnest(proargtypes) t) as types
				 from pg_proc where pronamespace = 'public'::regnamespace and proname = $1`,
				[name]
			);
			const by = mayGive(access, world);
			if (!by) return;
			if (access.given) await db.client.query(access.given(world.own, world, 'own'));
			const sql = access.call(world.own, world, 'own', by.role);
			for (const call of wrongCalls(sql, signature)) {
				const said = await words(db, by.actor, call);
				expect(said, call.slice(0, 300)).not.toMatch(/Failing row|existing key|drop table/);
				expect(said, call.slice(0, 300)).not.toMatch(accident);
			}
		});
	}
});

test('nor the row that is in the way', async ({ db, world }) => {
	const { doctor, patient } = world.own;
	const assign = () =>
		db.rows(`select public.assign_to_care_team($1, $2, 'nurse')`, [
			patient.patientId,
			world.people.nurse.staffId
		]);
	await db.as(doctor, assign);
	const { code, constraint, detail } = await db.refusal(doctor, assign);
	expect([code, constraint, detail]).toEqual(['23P01', 'care_team_members_once', undefined]);
});
