import { describe, expect, type TestDatabase } from '../support/database.ts';
import { matrices } from '../support/matrices.ts';
import { asExpected, tryCommand } from '../support/trying.ts';
import { testInWorld as test } from '../support/world.ts';

/*
 * Each thing a command asks before it outranks its caller answers yes to everybody, one after another: does a cell of the
 * matrix notice? A right is asked more than once on the way, before and after a lock is waited for, so it is let through
 * wherever it is asked. (Policies are taken away and opened in matrix.test.ts, each time.)
 */

const commands = matrices('commands');

/** Whom each of these gives the caller, and all there are. */
const everything: Record<string, string> = {
	care_patient_ids: 'select id from public.patients',
	opened_patient_ids: 'select id from public.patients',
	responsible_patient_ids: 'select id from public.patients',
	current_patient_ids: 'select id from public.patients',
	filing_patient_ids: 'select id from public.patients',
	present_admission_ids: 'select id from public.admissions where discharged_at is null',
	current_ward_ids: 'select id from public.wards',
	care_ward_ids: 'select id from public.wards'
};
const always: Record<string, string> = { is_staff: 'true', is_hidden: 'false' };

/** What no cell can notice, by command, and why. */
const explained: Record<string, string[]> = {
	// It answers as another person, by the very guards; and asks two rights, which the same people hold.
	explain_access: [
		...['access.manage', 'audit.read', 'charts.read'],
		...['care_patient_ids', 'current_patient_ids', 'is_staff']
	],
	// It tells whose right the caller has, and gives nothing for it.
	current_access: ['current_patient_ids', 'current_ward_ids'],
	// Of those who are told, chosen or listed, not of the caller.
	assign_to_care_team: ['charts.read'],
	end_care_membership: ['charts.read'],
	name_stand_in: ['charts.read'],
	question_opening: ['charts.review'],
	review_opening: ['access.manage'],
	ward_nurses: ['nursing.record'],
	wish_erasure: ['patients.erase'],
	// Whoever comes so far by another right holds this one as well.
	cleaning_tasks: ['housekeeping.work'],
	mark_document_seen: ['documents.file'],
	mark_message_error: ['messages.answer', 'opened_patient_ids'],
	message_recipients: ['messages.answer'],
	open_chart: ['charts.break_glass', 'charts.review'],
	reassign_thread: ['messages.answer'],
	send_message: ['messages.answer'],
	set_communication_needs: ['patients.read'],
	start_thread: ['messages.answer'],
	undo_cleaning_step: ['beds.manage'],
	// Something else is asked besides, which the world's rows do not have without it: a ward, writing, a prescriber.
	assign_nurse: ['care_patient_ids'],
	medicine_round: ['care_patient_ids'],
	prescribe_set: ['opened_patient_ids'],
	repeat_inbox: ['care_patient_ids'],
	search_care: ['care_ward_ids'],
	undoable_moves: ['current_ward_ids', 'is_hidden', 'patients.read'],
	ward_dose_marks: ['care_patient_ids'],
	// Whether a name is beside it, or what comes first: no row more or less. Names are in the rooms' own tests.
	calendar: ['patients.read'],
	end_leave: ['is_hidden'],
	link_newborn: ['is_hidden'],
	open_work_of: ['is_hidden'],
	queue_board: ['patients.read'],
	search_codes: ['opened_patient_ids'],
	// What is refused before, or is not there in the world: somebody admitted privately elsewhere, a file that was sent,
	// a feed whose owner has lost the record.
	admit_patient: ['is_hidden'],
	calendar_feed: ['current_patient_ids'],
	file_document: ['documents.release'],
	request_bed: ['beds.assign', 'is_hidden']
};

interface Definition {
	name: string;
	text: string;
	calls: Set<string>;
}

/** Every function of ours but triggers', and what it calls. */
async function definitions(db: TestDatabase): Promise<Definition[]> {
	const found = await db.rows<{ name: string; text: string }>(
		`select proname as name, pg_get_functiondef(oid) as text from pg_proc
		where pronamespace = 'private'::regnamespace and prokind = 'f' and prorettype <> 'trigger'::regtype`
	);
	return found.map(({ name, text }) => ({
		name,
		text,
		calls: new Set([...text.matchAll(/private\.(\w+)\(/g)].map(([, called = '']) => called))
	}));
}

/** What only asks and locks for others; whatever else a function calls asks for purposes of its own. */
const asksForOthers = /^(require|lock|nursed|held|own|break)_/;

/** A function, and what asks for it. */
function askingFor(name: string, all: Map<string, Definition[]>): Definition[] {
	const names = new Set([name]);
	// What is found is looked at in turn.
	for (const each of names)
		for (const { calls } of all.get(each) ?? [])
			for (const called of calls) if (asksForOthers.test(called)) names.add(called);
	return [...names].flatMap((each) => all.get(each) ?? []);
}

const letting = (permission: string) => `
	create or replace function private.has_permission(p_permission text) returns boolean
	language plpgsql stable security definer set search_path = ''
	as $$ begin
		return p_permission = '${permission}' and auth.uid() is not null
			or exists (select from private.permission_holdings where user_id = auth.uid() and permission_id = p_permission);
	end $$`;

/** The function's own definition with another body. */
const instead = ({ text }: Definition, body: string) =>
	`${text.slice(0, text.search(/^(AS \$|\s*RETURN |BEGIN ATOMIC)/m))} ${body}`;

describe('the matrix notices', () => {
	test('whatever a command asks and is answered yes', async ({ db, world }) => {
		const all = new Map<string, Definition[]>();
		for (const each of await definitions(db))
			all.set(each.name, [...(all.get(each.name) ?? []), each]);
		const permissions = await db.rows<{ id: string }>(
			'select id from public.permissions order by id'
		);
		const looks = new Map<string, string[]>();
		for (const key of Object.keys(commands)) {
			const name = key.split(',')[0] ?? '';
			looks.set(name, [...(looks.get(name) ?? []), key]);
		}
		const mutants = [
			...permissions.map(({ id }) => ({
				what: id,
				sql: letting(id),
				asks: ({ text }: Definition) => text.includes(`'${id}'`)
			})),
			...Object.entries(everything).flatMap(([name, body]) =>
				(all.get(name) ?? []).map((definition) => ({
					what: name,
					sql: instead(definition, `as $$ begin return query ${body}; end $$`),
					asks: ({ calls }: Definition) => calls.has(name)
				}))
			),
			...Object.entries(always).flatMap(([name, body]) =>
				(all.get(name) ?? []).map((definition) => ({
					what: name,
					sql: instead(
						definition,
						definition.text.includes('LANGUAGE sql')
							? `as $$ select ${body} $$`
							: `as $$ begin return ${body}; end $$`
					),
					asks: ({ calls }: Definition) => calls.has(name)
				}))
			)
		];
		const unnoticed: Record<string, string[]> = {};
		let tried = 0;
		for (const { what, sql, asks } of mutants) {
			await db.undone(async () => {
				await db.rows(sql);
				for (const [name, keys] of looks) {
					if (explained[name]?.includes(what) || !askingFor(name, all).some(asks)) continue;
					tried++;
					let noticed = false;
					for (const key of keys) {
						const access = commands[key];
						noticed ||= access !== undefined && !asExpected(await tryCommand(db, world, access));
					}
					if (!noticed) (unnoticed[what] ??= []).push(name);
				}
			});
		}
		console.log(`${tried} answers were yes`);
		expect(unnoticed).toEqual({});
	});
});
