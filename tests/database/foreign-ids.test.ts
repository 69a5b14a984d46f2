import pg from 'pg';
import { argumentsOf } from '../support/calls.ts';
import { matrices } from '../support/matrices.ts';
import type { CommandAccess } from '../support/matrix.ts';
import { describe, expect, type TestDatabase } from '../support/database.ts';
import {
	actorOf,
	roles,
	testInWorld as test,
	type Role,
	type Side,
	type World
} from '../support/world.ts';

/*
 * Every command and every table, as every role, with the real ids of the other half of the hospital, all of them and one
 * after another among one's own: neither what is answered nor what refuses holds an id, a name, a number or an address
 * of that half, unless the matrix lets the role read a row that holds it.
 */

const tables = matrices('tables');
const commands = matrices('commands');

const ids = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;
const idsIn = (value: unknown): string[] => JSON.stringify(value).match(ids) ?? [];

/** Columns whose texts say who somebody is, or where. */
const identifying = /(^|_)(name|mrn|phone|email|address|line|city|code|contact)/;

/** Tables whose rows of the other half a command tells of, to whom the matrix lets give it and not read them, and why. */
const beside: Record<string, string[]> = {
	// The link is the right: whoever has it was sent it.
	visit_by_link: ['doctors', 'departments'],
	open_letter: ['letters', 'letter_versions'],
	calendar_feed: ['doctors', 'appointments'],
	// Who compares papers has to be told whose account it is.
	patient_accounts: ['profiles'],
	links_to_check: ['profiles'],
	// The desk is told that something is asked and was answered, and not what.
	visit_questionnaires: ['question_sets', 'questionnaires'],
	// The log says of every row who touched it, and is read by those who look after it.
	audit_events: Object.keys(tables)
};

/** Who may read what is not theirs; of a table with one row it is everybody's. */
const mayRead = (table: string) => {
	const { may, hasOther } = tables[table] ?? {};
	return hasOther === false ? may?.select?.own : may?.select?.other;
};

interface Row {
	table: string;
	place: string;
	cells: { column: string; value: string; granted: boolean }[];
}

/** Every row that the building of the world has made. */
const madeRows = (db: TestDatabase) =>
	db.rows<Row & Record<string, unknown>>(
		Object.keys(tables)
			.map(
				(table) => `select '${table}' as table, t.ctid::text as place, jsonb_agg(jsonb_build_object(
						'column', cell.key, 'value', cell.value, 'granted',
						has_column_privilege('authenticated', 'public.${table}', cell.key, 'select'))) as cells
					from public.${table} t, jsonb_each_text(to_jsonb(t)) as cell
					where t.xmin::text::bigint >= pg_current_xact_id()::text::bigint and cell.value is not null
					group by t.ctid`
			)
			.join(' union all ')
	);

const telling = ({ cells }: Row, all = true): string[] =>
	cells
		.filter(({ granted }) => all || granted)
		.flatMap(({ column, value }) =>
			identifying.test(column) && value.length > 3 ? [value, ...idsIn(value)] : idsIn(value)
		);

/** The rows of the other half, and what of them each role is not to be told. */
async function secrets(db: TestDatabase, { own, other, people, bystander }: World) {
	const made = await madeRows(db);
	const known = new Set(idsIn(other));
	const rows = new Set<Row>();
	for (let before = -1; before < rows.size;) {
		before = rows.size;
		for (const row of made) {
			if (rows.has(row) || !row.cells.some(({ value }) => idsIn(value).some((id) => known.has(id))))
				continue;
			rows.add(row);
			for (const { column, value } of row.cells) if (column === 'id') known.add(value);
		}
	}
	const shared = made.filter((row) => !rows.has(row)).flatMap((row) => telling(row));
	for (const id of idsIn([own, people, bystander])) shared.push(id);
	const all = [...known, ...[...rows].flatMap((row) => telling(row))];
	const kept = {} as Record<Role, Set<string>>;
	for (const role of roles) {
		const read = [...rows].filter(({ table }) => mayRead(table)?.includes(role));
		const open = new Set([...shared, ...read.flatMap((row) => telling(row, false))]);
		kept[role] = new Set(all.filter((value) => !open.has(value)));
	}
	/** What is kept from a role by a command. */
	const keptBy = (name: string, { own: mine, other: theirs }: CommandAccess, role: Role) => {
		if (!beside[name] || !(theirs?.rows ?? mine.rows)?.includes(role)) return kept[role];
		const told = [...rows].filter(({ table }) => beside[name]?.includes(table));
		const open = new Set(told.flatMap((row) => telling(row)));
		return new Set([...kept[role]].filter((value) => !open.has(value)));
	};
	return { rows: [...rows], kept, keptBy };
}

/** Everything that is answered to a statement, or said when it is refused. */
async function answered(db: TestDatabase, world: World, role: Role, sql: string) {
	try {
		const results = await db.answers(actorOf(world, role), sql);
		return JSON.stringify(results.map(({ rows }) => rows as unknown[]));
	} catch (error) {
		if (!(error instanceof pg.DatabaseError)) throw error;
		return JSON.stringify({ ...error, message: error.message });
	}
}

const toldIn = (answer: string, kept: Set<string>): string[] => {
	const said = new Set(answer.match(ids));
	return [...kept].filter(
		(value) =>
			said.has(value) ||
			// "Patient 1" is not in "Patient 12".
			answer
				.split(value)
				.slice(1)
				.some((rest) => !/^\w/.test(rest))
	);
};

/** Calls of the function, and what the owner of the database does before them. */
function calls({ call, given, other }: CommandAccess, name: string, world: World) {
	const listed = (side: Side, role: Role) =>
		argumentsOf(call(world[side], world, side, role), name).given;
	const asked = (list: string[]) =>
		`select answer.* from public.${name}(${list.join(', ')}) as answer; set constraints all immediate`;
	const before = (side: Side) => given?.(world[side], world, side) ?? '';
	if (!other) return [{ before: before('own'), sql: (role: Role) => [asked(listed('own', role))] }];
	/** With one of theirs among one's own. */
	const mixed = (role: Role) => {
		const own = listed('own', role);
		const foreign = listed('other', role).flatMap((value, place) =>
			place >= own.length || value === own[place] ? [] : [asked(own.with(place, value))]
		);
		return foreign.length > 1 ? foreign : [];
	};
	return [
		{ before: before('other'), sql: (role: Role) => [asked(listed('other', role))] },
		...(roles.some((role) => mixed(role).length > 0)
			? [{ before: `${before('own')};${before('other')}`, sql: mixed }]
			: [])
	];
}

let found: ReturnType<typeof secrets> | undefined;
const secretsIn = (db: TestDatabase, world: World) => (found ??= secrets(db, world));

describe('nothing of the other half is told', () => {
	for (const table of Object.keys(tables)) {
		test(`by the table ${table}`, async ({ db, world }) => {
			const { rows, kept } = await secretsIn(db, world);
			const sql = rows
				.filter((row) => row.table === table)
				.map(({ cells }) => {
					const open = cells.filter(({ granted }) => granted);
					const key = open.filter(({ value }) => idsIn(value)[0] === value);
					return `select ${open.map(({ column }) => column).join(', ')} from public.${table}
						where ${key.map(({ column, value }) => `${column} = '${value}'`).join(' and ') || 'false'}`;
				});
			const told: Record<string, string[]> = {};
			for (const role of roles)
				for (const each of sql) {
					const said = toldIn(await answered(db, world, role, each), kept[role]);
					if (said.length > 0) told[`${role}: ${each}`] = said;
				}
			expect(told).toEqual({});
		});
	}

	for (const [key, access] of Object.entries(commands)) {
		const name = key.split(',')[0] ?? '';
		test(`by ${key}`, async ({ db, world }) => {
			const { keptBy } = await secretsIn(db, world);
			const told: Record<string, string[]> = {};
			for (const { before, sql } of calls(access, name, world)) {
				await db.undone(async () => {
					await db.client.query(before);
					for (const role of roles)
						for (const each of sql(role)) {
							const said = toldIn(
								await answered(db, world, role, each),
								keptBy(name, access, role)
							);
							if (said.length > 0) told[`${role}: ${each}`] = said;
						}
				});
			}
			expect(told).toEqual({});
		});
	}
});
