import { randomUUID } from 'node:crypto';
import pg from 'pg';
import * as Y from 'yjs';
import { fromBase64, toBase64 } from '../../../src/lib/wards/handover/bytes.ts';
import {
	HandoverDocument,
	merged,
	textsOf,
	type Answer,
	type Reading,
	type Saving
} from '../../../src/lib/wards/handover/document.ts';
import {
	connect,
	describe,
	expect,
	takeAway,
	test,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { admit, createWard, createWardStaff, type Ward } from '../../support/ward.ts';

interface Row extends Record<string, unknown> {
	id: string;
}
interface Task extends Row {
	status: string;
	due_at: Date;
	previous_id: string | null;
	ward_id: string;
	assigned_to: string | null;
	cancel_reason: string | null;
}
interface Note extends Row {
	note_id: string;
	version: number;
	body: string;
	is_current: boolean;
}

/** A ward with a nurse, and a patient in its first bed. */
async function scene(db: TestDatabase) {
	const ward = await createWard(db);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const patientId = await db.createPatient();
	const admission = await db.as(nurse, () => admit(db, patientId, ward.id, ward.beds[0]));
	return { ward, nurse, patientId, admissionId: admission.id };
}

const createTask = (db: TestDatabase, admissionId: string, more: Record<string, unknown> = {}) => {
	const given: Record<string, unknown> = {
		p_admission_id: admissionId,
		p_title: 'Turn the patient',
		p_due_at: new Date().toISOString(),
		...more
	};
	const names = Object.keys(given);
	return db.row<Task>(
		`select * from public.create_task(${names.map((name, at) => `${name} => $${at + 1}`).join(', ')})`,
		Object.values(given)
	);
};
const command = (db: TestDatabase, name: string, ...values: unknown[]) =>
	db.row<Task>(
		`select * from public.${name}(${values.map((_, at) => `$${at + 1}`).join(', ')})`,
		values
	);
const caredFor = (db: TestDatabase, person: Person, patientId: string) =>
	db.as(person, () =>
		db.value<boolean>('select $1 in (select private.care_patient_ids())', [patientId])
	);
const nurseOf = (db: TestDatabase, admissionId: string) =>
	db.value<string | null>('select private.nurse_of($1)', [admissionId]);

describe('a nurse’s assignment', () => {
	/** A nurse of the ward who is not there by the ward: only the assignment opens the chart. */
	async function assigned(db: TestDatabase) {
		const made = await scene(db);
		const other = await createWardStaff(db, 'nurse', made.ward);
		await db.as(made.nurse, () => command(db, 'assign_nurse', made.admissionId, other.staffId));
		// The chart is open to all of the ward; what is asked here is the care team's own rows.
		const team = () =>
			db.rows(
				`select since, until from private.care_access
				 where reason = 'assigned' and patient_id = $1 and staff_id = $2 and since <= now() and until > now()`,
				[made.patientId, other.staffId]
			);
		return { ...made, other, team };
	}

	test('makes the nurse responsible, and one of the care team until the shift ends', async ({
		db
	}) => {
		const { admissionId, other, team } = await assigned(db);
		expect(await nurseOf(db, admissionId)).toBe(other.staffId);
		const [member] = await team();
		const { until } = await db.row(
			'select until from public.nurse_assignments where admission_id = $1',
			[admissionId]
		);
		expect(member?.until).toEqual(until);
		expect(
			await db.value("select $1 = ends_at from private.shift_at(now() + interval '1 hour')", [
				until
			])
		).toBe(true);
	});

	test('ends when somebody else takes over', async ({ db }) => {
		const { nurse, admissionId, team } = await assigned(db);
		await db.as(nurse, () => command(db, 'assign_nurse', admissionId, nurse.staffId));
		expect(await nurseOf(db, admissionId)).toBe(nurse.staffId);
		expect(await team()).toEqual([]);
	});

	test('ends with the stay', async ({ db }) => {
		const { nurse, admissionId, team } = await assigned(db);
		await db.rows(
			`update public.admissions set discharged_at = greatest(now(), admitted_at), disposition = 'home' where id = $1`,
			[admissionId]
		);
		expect(await nurseOf(db, admissionId)).toBeNull();
		expect(await team()).toEqual([]);
		const refused = await db.refusal(nurse, () =>
			command(db, 'assign_nurse', admissionId, nurse.staffId)
		);
		expect(['LN006', 'PT404']).toContain(refused.code);
	});

	test('ends with a transfer to another ward, and so does the nurse’s sight of the chart', async ({
		db
	}) => {
		const { ward, admissionId, other, patientId, team } = await assigned(db);
		const elsewhere = await createWard(db);
		expect(await caredFor(db, other, patientId)).toBe(true);
		await db.rows('update public.admissions set ward_id = $1 where id = $2', [
			elsewhere.id,
			admissionId
		]);
		expect(await nurseOf(db, admissionId)).toBeNull();
		expect(await team()).toEqual([]);
		expect(await caredFor(db, other, patientId)).toBe(false);
		expect(elsewhere.id).not.toBe(ward.id);
	});

	test('ends when the nurse no longer works on the ward, or at all', async ({ db }) => {
		const one = await assigned(db);
		await db.rows('delete from public.staff_wards where staff_id = $1', [one.other.staffId]);
		expect(await nurseOf(db, one.admissionId)).toBeNull();
		expect(await caredFor(db, one.other, one.patientId)).toBe(false);

		const two = await assigned(db);
		await db.rows('update public.staff set active = false where id = $1', [two.other.staffId]);
		expect(await nurseOf(db, two.admissionId)).toBeNull();
		expect(await two.team()).toEqual([]);
	});

	test('adds its own to a place in the team somebody has anyway, and takes only that', async ({
		db
	}) => {
		const { nurse, admissionId, patientId } = await scene(db);
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role, since, until)
			 values ($1, $2, 'nurse', now() - interval '1 day', now() + interval '10 minutes')`,
			[patientId, nurse.staffId]
		);
		await db.as(nurse, () => command(db, 'assign_nurse', admissionId, nurse.staffId));
		const reasons = () =>
			db.rows<{ since: number; ends: boolean }>(
				`select (extract(epoch from since - now()) / 60)::int as since,
					until <= now() + interval '24 hours' as ends
				 from private.care_access
				 where reason = 'assigned' and patient_id = $1 and staff_id = $2 order by since`,
				[patientId, nurse.staffId]
			);
		expect(await reasons()).toEqual([
			{ since: -1440, ends: true },
			{ since: 0, ends: true }
		]);
		await db.as(nurse, () => db.rows('select public.release_patients($1)', [[admissionId]]));
		expect(await reasons()).toEqual([{ since: -1440, ends: true }]);
		expect(await nurseOf(db, admissionId)).toBeNull();
	});

	test('is taken from several patients or from none', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const elsewhere = await scene(db);
		await db.as(nurse, () => command(db, 'assign_nurse', admissionId, nurse.staffId));
		const refused = await db.refusal(nurse, () =>
			db.rows('select public.release_patients($1)', [[admissionId, elsewhere.admissionId]])
		);
		expect(refused.code).toBe('PT404');
		expect(await nurseOf(db, admissionId)).toBe(nurse.staffId);
	});

	test('is given by the people of the ward, to its nurses', async ({ db }) => {
		const { ward, nurse, admissionId } = await scene(db);
		const stranger = await db.createStaff('nurse');
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		const doctor = await createWardStaff(db, 'doctor', ward);
		for (const staffId of [stranger.staffId, housekeeper.staffId, doctor.staffId]) {
			const refused = await db.refusal(nurse, () =>
				command(db, 'assign_nurse', admissionId, staffId)
			);
			expect([refused.code, refused.hint]).toEqual(['PT404', 'p_staff_id']);
		}
		const outsider = await db.refusal(stranger, () =>
			command(db, 'assign_nurse', admissionId, nurse.staffId)
		);
		expect(outsider.code).toBe('PT404');
		const cleaner = await db.refusal(housekeeper, () =>
			command(db, 'assign_nurse', admissionId, nurse.staffId)
		);
		expect(cleaner.code).toBe('42501');
		expect(
			await db.count('select from public.nurse_assignments where admission_id = $1', [admissionId])
		).toBe(0);
	});

	test('of several patients is all or none', async ({ db }) => {
		const { ward, nurse, admissionId } = await scene(db);
		const patientId = await db.createPatient();
		const second = await db.as(nurse, () => admit(db, patientId, ward.id, ward.beds[1]));
		const assign = (ids: string[]) =>
			db.rows('select * from public.assign_nurses($1, $2)', [ids, nurse.staffId]);
		const refused = await db.refusal(nurse, () => assign([admissionId, randomUUID()]));
		expect(refused.code).toBe('PT404');
		expect(await nurseOf(db, admissionId)).toBeNull();
		expect(await db.as(nurse, () => assign([admissionId, second.id]))).toHaveLength(2);
		expect(await nurseOf(db, second.id)).toBe(nurse.staffId);
	});
});

describe('a task', () => {
	test('that repeats is followed by one, the first time still ahead', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const dueAt = new Date(Date.now() - 5.5 * 3_600_000);
		const task = await db.as(nurse, () =>
			createTask(db, admissionId, { p_due_at: dueAt.toISOString(), p_every_hours: 2 })
		);
		await db.as(nurse, () => command(db, 'complete_task', task.id));
		const next = await db.row<Task>('select * from public.nursing_tasks where previous_id = $1', [
			task.id
		]);
		expect(next.status).toBe('open');
		expect(next.due_at.getTime() - dueAt.getTime()).toBe(6 * 3_600_000);
	});

	test('that repeats ends at its time, and is given up as a whole', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const follower = (id: string) =>
			db.rows('select from public.nursing_tasks where previous_id = $1', [id]);
		const dueAt = new Date(Date.now() + 3_600_000);
		const task = await db.as(nurse, () =>
			createTask(db, admissionId, {
				p_due_at: dueAt.toISOString(),
				p_every_hours: 4,
				p_repeat_until: new Date(dueAt.getTime() + 3 * 3_600_000).toISOString()
			})
		);
		await db.as(nurse, () => command(db, 'complete_task', task.id));
		expect(await follower(task.id)).toEqual([]);
		const other = await db.as(nurse, () => createTask(db, admissionId, { p_every_hours: 4 }));
		await db.as(nurse, () => command(db, 'cancel_task', other.id, 'Walks by herself'));
		expect(await follower(other.id)).toEqual([]);
		const refused = await db.refusal(nurse, () => command(db, 'complete_task', other.id));
		expect(refused.code).toBe('LN003');
	});

	test('ticked by mistake is open again, and its next one is gone', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const task = await db.as(nurse, () => createTask(db, admissionId, { p_every_hours: 1 }));
		await db.as(nurse, () => command(db, 'complete_task', task.id));
		expect((await db.as(nurse, () => command(db, 'reopen_task', task.id))).status).toBe('open');
		expect(
			await db.rows('select status from public.nursing_tasks where admission_id = $1', [
				admissionId
			])
		).toEqual([{ status: 'open' }]);
		await db.as(nurse, () => command(db, 'complete_task', task.id));
		const next = await db.row<Task>('select * from public.nursing_tasks where previous_id = $1', [
			task.id
		]);
		await db.as(nurse, () => command(db, 'complete_task', next.id));
		const late = await db.refusal(nurse, () => command(db, 'reopen_task', task.id));
		expect(late.code).toBe('LN021');
	});

	test('goes with the patient to another ward, and ends with the stay', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const elsewhere = await createWard(db);
		const task = await db.as(nurse, () =>
			createTask(db, admissionId, { p_assigned_to: nurse.staffId })
		);
		const now = () => db.row<Task>('select * from public.nursing_tasks where id = $1', [task.id]);
		await db.rows('update public.admissions set ward_id = $1 where id = $2', [
			elsewhere.id,
			admissionId
		]);
		expect(await now()).toMatchObject({ ward_id: elsewhere.id, assigned_to: null, status: 'open' });
		await db.rows(
			`update public.admissions set discharged_at = greatest(now(), admitted_at), disposition = 'home' where id = $1`,
			[admissionId]
		);
		expect(await now()).toMatchObject({ status: 'cancelled', cancel_reason: 'discharged' });
	});

	test('that makes no sense is refused, and named', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		for (const [given, hint] of [
			[{ p_title: '  ' }, 'p_title'],
			[{ p_priority: 'whenever' }, 'p_priority'],
			[{ p_every_hours: 0 }, 'p_every_hours'],
			[{ p_repeat_until: new Date(Date.now() + 9e7).toISOString() }, 'p_repeat_until'],
			[{ p_details: 'x'.repeat(2001) }, 'p_details']
		] as const) {
			const refused = await db.refusal(nurse, () => createTask(db, admissionId, given));
			expect([refused.code, refused.hint]).toEqual(['22023', hint]);
		}
		expect(
			await db.count('select from public.nursing_tasks where admission_id = $1', [admissionId])
		).toBe(0);
	});

	test('of twenty who tick it at once, one has done it, and one next is there', async () => {
		const owner = await connect();
		const db = new TestDatabase(owner);
		await owner.query('begin');
		const { ward, nurse, admissionId, patientId } = await scene(db);
		const task = await db.as(nurse, () => createTask(db, admissionId, { p_every_hours: 3 }));
		await owner.query('commit');
		try {
			const answers = await Promise.all(
				Array.from({ length: 20 }, async () => {
					const client = await connect();
					const own = new TestDatabase(client);
					try {
						await client.query('begin');
						await own.as(nurse, () => command(own, 'complete_task', task.id));
						await client.query('commit');
						return 'done';
					} catch (error) {
						await client.query('rollback');
						if (error instanceof pg.DatabaseError) return error.code;
						throw error;
					} finally {
						await client.end();
					}
				})
			);
			expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
			expect(answers.filter((answer) => answer === 'LN003')).toHaveLength(19);
			expect(
				await db.rows(
					'select status from public.nursing_tasks where admission_id = $1 order by due_at',
					[admissionId]
				)
			).toEqual([{ status: 'done' }, { status: 'open' }]);
		} finally {
			await owner.end();
			await forget({ ward, nurse, patientId });
		}
	});
});

/** Takes away what a scene that was committed has made. */
const forget = ({ ward, nurse, patientId }: { ward: Ward; nurse: Person; patientId: string }) =>
	takeAway([
		['delete from public.handover_sections where ward_id = $1', [ward.id]],
		['delete from public.handover_updates where ward_id = $1', [ward.id]],
		['delete from public.handover_sheets where ward_id = $1', [ward.id]],
		[
			'delete from public.nursing_tasks where patient_id = $1 and previous_id is not null',
			[patientId]
		],
		['delete from public.nursing_tasks where patient_id = $1', [patientId]],
		['delete from public.bed_requests where patient_id = $1', [patientId]],
		['delete from public.bed_stays where patient_id = $1', [patientId]],
		['delete from public.admissions where patient_id = $1', [patientId]],
		['delete from public.housekeeping_tasks where ward_id = $1', [ward.id]],
		['delete from public.beds where ward_id = $1', [ward.id]],
		['delete from public.ward_rooms where ward_id = $1', [ward.id]],
		['delete from public.staff_wards where ward_id = $1', [ward.id]],
		['delete from public.wards where id = $1', [ward.id]],
		['delete from public.patients where id = $1', [patientId]],
		['delete from public.user_roles where user_id = $1', [nurse.id]],
		['delete from public.staff where user_id = $1', [nurse.id]],
		['delete from auth.users where id = $1', [nurse.id]]
	]);

describe('a note', () => {
	const write = (db: TestDatabase, admissionId: string, body: string) =>
		db.row<Note>(`select * from public.write_note($1, 'progress', $2)`, [admissionId, body]);
	const correct = (db: TestDatabase, noteId: string, version: number, body: string) =>
		db.row<Note>('select * from public.correct_note($1, $2, $3)', [noteId, version, body]);

	test('is corrected by a new version, and what it said stays readable', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const note = await db.as(nurse, () => write(db, admissionId, 'Left leg swollen'));
		const next = await db.as(nurse, () => correct(db, note.id, 1, 'Right leg swollen'));
		expect(next).toMatchObject({ note_id: note.id, version: 2, is_current: true });
		const read = await db.as(nurse, () =>
			db.rows<Note>(
				'select body, is_current from public.nursing_notes where note_id = $1 order by version',
				[note.id]
			)
		);
		expect(read).toEqual([
			{ body: 'Left leg swollen', is_current: false },
			{ body: 'Right leg swollen', is_current: true }
		]);
		const stale = await db.refusal(nurse, () => correct(db, note.id, 1, 'Both legs'));
		expect(stale.code).toBe('LN009');
	});

	test('is corrected by its author only, for a day', async ({ db }) => {
		const { ward, nurse, admissionId } = await scene(db);
		const colleague = await createWardStaff(db, 'nurse', ward);
		const note = await db.as(nurse, () => write(db, admissionId, 'Slept well'));
		const theirs = await db.refusal(colleague, () => correct(db, note.id, 1, 'Slept badly'));
		expect(theirs.code).toBe('42501');
		await db.rows(
			`update public.nursing_notes set noted_at = now() - interval '25 hours' where id = $1`,
			[note.id]
		);
		const late = await db.refusal(nurse, () => correct(db, note.id, 1, 'Slept badly'));
		expect(late.code).toBe('LN021');
		expect(await db.count('select from public.nursing_notes where note_id = $1', [note.id])).toBe(
			1
		);
	});

	test('cannot be written over or taken away by anybody', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		const note = await db.as(nurse, () => write(db, admissionId, 'Slept well'));
		for (const sql of [
			`update public.nursing_notes set body = 'x' where id = $1`,
			'delete from public.nursing_notes where id = $1'
		]) {
			const refused = await db.refusal(nurse, () => db.rows(sql, [note.id]));
			expect(refused.code).toBe('42501');
		}
	});

	test('has 10,000 characters at most', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		await db.as(nurse, () => write(db, admissionId, 'x'.repeat(10_000)));
		const refused = await db.refusal(nurse, () => write(db, admissionId, 'x'.repeat(10_001)));
		expect([refused.code, refused.hint]).toEqual(['22023', 'p_body']);
	});
});

describe('searching', () => {
	const search = (db: TestDatabase, query: string) =>
		db.rows<{ id: string; kind: string; excerpt: string; written_at: Date }>(
			'select * from public.search_care($1)',
			[query]
		);

	test('finds words with and without accents, in the newest version, and marks them', async ({
		db
	}) => {
		const { nurse, admissionId } = await scene(db);
		const note = await db.as(nurse, () =>
			db.row<Note>(
				`select * from public.write_note($1, 'progress', 'Analgésica a las 8, xilófono')`,
				[admissionId]
			)
		);
		await db.as(nurse, async () => {
			const [found] = await search(db, 'xilofono');
			expect(found).toMatchObject({ id: note.id, kind: 'progress' });
			expect(found?.excerpt).toContain('\uE000xilófono\uE001');
			expect(await search(db, 'XILÓFONO -analgesica')).toEqual([]);
			await db.rows('select public.correct_note($1, 1, $2)', [note.id, 'Analgésica a las 9']);
			expect(await search(db, 'xilofono')).toEqual([]);
			expect(await search(db, '')).toEqual([]);
			expect(await search(db, '"')).toEqual([]);
		});
	});

	test('shows nobody what is not in their care', async ({ db }) => {
		const { ward, nurse, patientId, admissionId } = await scene(db);
		await db.as(nurse, () =>
			db.rows(`select public.write_note($1, 'progress', 'quixotic words')`, [admissionId])
		);
		const outsider = await db.createStaff('nurse');
		const housekeeper = await createWardStaff(db, 'housekeeper', ward);
		const admin = await db.createStaff('admin');
		const account = await db.createUser();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'self')`,
			[account.id, patientId]
		);
		for (const person of [outsider, housekeeper, admin, account]) {
			expect(await db.as(person, () => search(db, 'quixotic'))).toEqual([]);
			expect(
				await db.as(person, () =>
					db.rows('select from public.nursing_notes where patient_id = $1', [patientId])
				)
			).toEqual([]);
			expect(
				await db.as(person, () => db.rows('select from public.ward_patients($1)', [ward.id]))
			).toEqual([]);
		}
		expect(await db.as(nurse, () => search(db, 'quixotic'))).toHaveLength(1);
	});

	test('goes page by page, nothing twice and nothing left out', async ({ db }) => {
		const { nurse, admissionId } = await scene(db);
		for (let nth = 0; nth < 7; nth++) {
			await db.as(nurse, () =>
				db.rows(`select public.write_note($1, 'progress', 'zebra crossing')`, [admissionId])
			);
		}
		// Two at each instant: their ids tell them apart.
		await db.rows(
			`update public.nursing_notes note set noted_at = now() - make_interval(mins => (place.nth / 2)::int)
			 from (select id, row_number() over () as nth from public.nursing_notes where admission_id = $1) place
			 where place.id = note.id`,
			[admissionId]
		);
		const seen: string[] = [];
		let after: unknown[] = [null, null];
		for (let page = 0; page < 4; page++) {
			const found = await db.as(nurse, () =>
				db.rows<{ id: string; at: string }>(
					`select id, written_at::text as at from public.search_care('zebra', null, 3, $1, $2)`,
					after
				)
			);
			seen.push(...found.map(({ id }) => id));
			after = [found.at(-1)?.at, found.at(-1)?.id];
			if (found.length === 0) break;
		}
		expect(new Set(seen).size).toBe(7);
		expect(seen).toHaveLength(7);
	});
});

describe('the handover sheet', () => {
	interface Sheet extends Row {
		last_seq: string;
		text_seq: string;
	}
	const open = (db: TestDatabase, wardId: string) =>
		db.row<Sheet>('select * from public.open_handover($1)', [wardId]);
	const read = (db: TestDatabase, sheetId: string, after = 0) =>
		db.value<Reading>('select public.read_handover($1, $2)', [sheetId, after]);
	const save = (db: TestDatabase, sheetId: string, saving: Saving) =>
		db.value<Answer>('select public.save_handover($1, $2, $3, $4, $5, $6, $7)', [
			sheetId,
			saving.known_seq,
			saving.update,
			saving.sections,
			saving.text_seq,
			saving.snapshot,
			saving.heard
		]);
	/** The texts that say something. */
	const said = (sections: Record<string, string>) =>
		Object.fromEntries(Object.entries(sections).filter(([, text]) => text !== ''));
	const sections = (db: TestDatabase, sheetId: string) =>
		db.value<Record<string, string>>(
			`select coalesce(jsonb_object_agg(coalesce(admission_id::text, 'ward'), body) filter (where body <> ''), '{}')
			 from public.handover_sections where sheet_id = $1`,
			[sheetId]
		);

	test('keeps what was heard, and is nobody’s proved words, under no author', async ({ db }) => {
		const { ward, nurse } = await scene(db);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		for (const heard of [false, true]) {
			await db.as(nurse, () =>
				db.rows(`select public.save_handover($1, 0, 'AAA=', p_heard => $2)`, [sheet.id, heard])
			);
		}
		expect(
			await db.rows(
				'select author_id, stored_by from public.handover_updates where sheet_id = $1 order by seq',
				[sheet.id]
			)
		).toEqual([
			{ author_id: nurse.staffId, stored_by: nurse.staffId },
			{ author_id: null, stored_by: nurse.staffId }
		]);
	});

	test('is one a ward and shift, and the next begins with what the last one says', async ({
		db
	}) => {
		const { ward, nurse, patientId, admissionId } = await scene(db);
		const gone = await db.createPatient();
		const left = await db.as(nurse, () => admit(db, gone, ward.id, ward.beds[1]));
		await db.rows(
			`insert into public.handover_sheets (ward_id, day, shift, starts_at, ends_at)
			 values ($1, current_date - 1, 'day', now() - interval '20 hours', now() - interval '12 hours')`,
			[ward.id]
		);
		await db.rows(
			`insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
			 select sheet.id, sheet.ward_id, told.admission_id, told.patient_id, told.body
			 from public.handover_sheets sheet, (values
				($2::uuid, $3::uuid, 'Watch the drain'), ($4::uuid, $5::uuid, 'Goes home'), (null, null, 'Lift is broken')
			 ) as told (admission_id, patient_id, body)
			 where sheet.ward_id = $1`,
			[ward.id, admissionId, patientId, left.id, gone]
		);
		await db.rows(
			`update public.admissions set discharged_at = greatest(now(), admitted_at), disposition = 'home' where id = $1`,
			[left.id]
		);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		expect((await db.as(nurse, () => open(db, ward.id))).id).toBe(sheet.id);
		expect(await db.as(nurse, () => read(db, sheet.id))).toEqual({
			seq: 0,
			text_seq: 0,
			updates: [],
			sections: { ward: 'Lift is broken', [admissionId]: 'Watch the drain' }
		});
	});

	test('takes the plain text only from who has seen every update', async ({ db }) => {
		const { ward, nurse, admissionId } = await scene(db);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		const update = (words: string) => {
			const doc = new Y.Doc();
			doc.getText(admissionId).insert(0, words);
			return toBase64(Y.encodeStateAsUpdate(doc));
		};
		const saving = { known_seq: 0, text_seq: 0, snapshot: false, heard: false };
		await db.as(nurse, async () => {
			const first = await save(db, sheet.id, {
				...saving,
				update: update('one'),
				sections: { [admissionId]: 'one' }
			});
			expect(first).toEqual({ seq: 1, text_seq: 1, updates: [] });
			const second = await save(db, sheet.id, {
				...saving,
				update: update('two'),
				sections: { [admissionId]: 'two' }
			});
			expect(second).toMatchObject({ seq: 2, text_seq: 1 });
			expect(second.updates.map(({ seq }) => seq)).toEqual([1]);
		});
		expect(await sections(db, sheet.id)).toEqual({ [admissionId]: 'one' });
	});

	test('refuses what is no update, and texts about patients who were never on the ward', async ({
		db
	}) => {
		const { ward, nurse, admissionId } = await scene(db);
		const other = await scene(db);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		const base = { known_seq: 0, text_seq: null, snapshot: false, heard: false, sections: null };
		for (const update of ['', '%%%', 'A'.repeat(400_000)]) {
			const refused = await db.refusal(nurse, () => save(db, sheet.id, { ...base, update }));
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_update']);
		}
		for (const wrong of [{ x: 'y' }, { ward: 1 }, [], { [`${admissionId}'`]: 'x' }]) {
			const refused = await db.refusal(nurse, () =>
				db.rows('select public.save_handover($1, 0, null, $2)', [sheet.id, JSON.stringify(wrong)])
			);
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_sections']);
		}
		await db.as(nurse, () =>
			save(db, sheet.id, { ...base, update: null, sections: { [other.admissionId]: 'nosy' } })
		);
		expect(await sections(db, sheet.id)).toEqual({});
	});

	test('is shut half a day after its shift; what is said of those still there stays', async ({
		db
	}) => {
		const { ward, nurse, admissionId } = await scene(db);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		const doc = new Y.Doc();
		doc.getText(admissionId).insert(0, 'Allergic to latex');
		const saving = {
			known_seq: 0,
			text_seq: null,
			snapshot: false,
			heard: false,
			update: toBase64(Y.encodeStateAsUpdate(doc)),
			sections: { [admissionId]: 'Allergic to latex' }
		};
		await db.as(nurse, () => save(db, sheet.id, saving));
		await db.rows(
			`update public.handover_sheets set starts_at = now() - interval '21 hours', ends_at = now() - interval '13 hours' where id = $1`,
			[sheet.id]
		);
		const refused = await db.refusal(nurse, () => save(db, sheet.id, { ...saving, known_seq: 1 }));
		expect(refused.code).toBe('PT404');
		const reading = await db.as(nurse, () => read(db, sheet.id));
		expect(reading.updates).toEqual([]);
		expect(merged(reading.sections, reading.updates)).toEqual({
			[admissionId]: 'Allergic to latex'
		});
	});

	test('written by four at once, in any order: the text is that of all updates together', async () => {
		const owner = await connect();
		const db = new TestDatabase(owner);
		await owner.query('begin');
		const { ward, nurse, admissionId, patientId } = await scene(db);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		await owner.query('commit');
		try {
			const words: string[] = [];
			const writers = await Promise.all(
				['a', 'b', 'c', 'd'].map(async (letter) => {
					const client = await connect();
					const own = new TestDatabase(client);
					const document = new HandoverDocument(() => {});
					const once = async <Answered>(run: () => Promise<Answered>) => {
						await client.query('begin');
						const answer = await own.as(nurse, run);
						await client.query('commit');
						return answer;
					};
					document.read(await once(() => read(own, sheet.id)));
					return { letter, client, own, document, once };
				})
			);
			await Promise.all(
				writers.map(async ({ letter, own, document, once }) => {
					for (let nth = 0; nth < 12; nth++) {
						const word = `${letter}${nth}`;
						words.push(word);
						const text = document.doc.getText(nth % 3 === 0 ? 'ward' : admissionId);
						text.insert(nth % 2 === 0 ? 0 : text.length, `${word} `);
						const next = document.nextSaving();
						if (next) document.saved(next, await once(() => save(own, sheet.id, next.saving)));
					}
				})
			);
			// The text of the last ones may lag behind: whoever sees that writes it.
			for (const { own, document, once } of writers) {
				document.read(await once(() => read(own, sheet.id, document.seq)));
				const next = document.nextSaving();
				if (next) document.saved(next, await once(() => save(own, sheet.id, next.saving)));
			}

			const stored = await db.rows<{ seq: string; data: Buffer }>(
				'select seq, data from public.handover_updates where sheet_id = $1 order by seq',
				[sheet.id]
			);
			expect(stored.map(({ seq }) => Number(seq))).toEqual(stored.map((_, index) => index + 1));
			const doc = new Y.Doc();
			for (const { data } of stored) Y.applyUpdate(doc, data);
			const truth = said(textsOf(doc));
			for (const word of words) {
				expect(Object.values(truth).join(' ').split(' ')).toContain(word);
			}
			expect(await sections(db, sheet.id)).toEqual(truth);
			for (const { document } of writers) expect(said(textsOf(document.doc))).toEqual(truth);
			const backwards = new Y.Doc();
			for (const { data } of [...stored].reverse()) Y.applyUpdate(backwards, data);
			expect(said(textsOf(backwards))).toEqual(truth);
			for (const { client } of writers) await client.end();
		} finally {
			await owner.end();
			await forget({ ward, nurse, patientId });
		}
	});

	test('a snapshot holds all before it, and reading begins there', async ({ db }) => {
		const { ward, nurse, admissionId } = await scene(db);
		const sheet = await db.as(nurse, () => open(db, ward.id));
		const writer = new HandoverDocument(() => {});
		await db.as(nurse, async () => {
			writer.read(await read(db, sheet.id));
			for (let nth = 0; nth < 205; nth++) {
				writer.doc.getText(admissionId).insert(0, String(nth % 10));
				const next = writer.nextSaving();
				if (next) writer.saved(next, await save(db, sheet.id, next.saving));
			}
			const late = new HandoverDocument(() => {});
			late.read(await read(db, sheet.id));
			const next = late.nextSaving();
			expect(next?.saving.snapshot).toBe(true);
			if (next) late.saved(next, await save(db, sheet.id, next.saving));
			expect(late.hasToSave).toBe(false);
			const reading = await read(db, sheet.id);
			expect(reading.updates.map(({ seq }) => seq)).toEqual([206]);
			expect(merged({}, reading.updates)).toEqual({
				[admissionId]: writer.doc.getText(admissionId).toString()
			});
			expect(fromBase64(reading.updates[0]?.data ?? '').length).toBeGreaterThan(200);
		});
	});
});

test('a change of care is told to who follows the patient or the ward, by ids alone', async ({
	db
}) => {
	const { ward, nurse, patientId, admissionId } = await scene(db);
	await db.rows('delete from realtime.messages where topic in ($1, $2)', [
		`patient:${patientId}`,
		`ward:${ward.id}`
	]);
	await db.as(nurse, () => createTask(db, admissionId, { p_title: 'Something private' }));
	const told = await db.rows(
		`select topic, event, payload - 'id' - 'transaction' as payload from realtime.messages
		 where topic in ($1, $2) and event = 'care_changed' order by topic`,
		[`patient:${patientId}`, `ward:${ward.id}`]
	);
	expect(told).toEqual(
		[`patient:${patientId}`, `ward:${ward.id}`].map((topic) => ({
			topic,
			event: 'care_changed',
			payload: { admission_id: admissionId }
		}))
	);
});

test('what was typed of a handover is forgotten a week after the shift; its texts stay', async ({
	db
}) => {
	const { ward, nurse, admissionId, patientId } = await scene(db);
	const sheet = await db.as(nurse, () => command(db, 'open_handover', ward.id));
	await db.rows(
		`insert into public.handover_updates (sheet_id, seq, ward_id, data) values ($1, 1, $2, 'x')`,
		[sheet.id, ward.id]
	);
	await db.rows(
		`insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
		 values ($1, $2, $3, $4, 'Sleeps badly.')`,
		[sheet.id, ward.id, admissionId, patientId]
	);
	const left = async (days: number) => {
		await db.rows(
			`update public.handover_sheets
			 set starts_at = now() - make_interval(days => $2, hours => 8), ends_at = now() - make_interval(days => $2)
			 where id = $1`,
			[sheet.id, days]
		);
		await db.rows(`select private.forget('public.handover_updates')`);
		return [
			await db.count('select from public.handover_updates where sheet_id = $1', [sheet.id]),
			await db.count('select from public.handover_sections where sheet_id = $1', [sheet.id])
		];
	};
	expect(await left(6)).toEqual([1, 1]);
	expect(await left(8)).toEqual([0, 1]);
});

test('a discharge says once to each who listens that care has changed, however many tasks it ends', async ({
	db
}) => {
	const { ward, nurse, patientId, admissionId } = await scene(db);
	for (let nth = 0; nth < 8; nth++) await db.as(nurse, () => createTask(db, admissionId));
	await db.as(nurse, () => command(db, 'assign_nurse', admissionId, nurse.staffId));
	await db.rows('delete from realtime.messages where topic in ($1, $2)', [
		`patient:${patientId}`,
		`ward:${ward.id}`
	]);
	await db.as(nurse, () =>
		db.rows(`select public.discharge_patient($1, 'left_against_advice')`, [admissionId])
	);
	expect(
		await db.count(
			`select from public.nursing_tasks where admission_id = $1 and status = 'cancelled'`,
			[admissionId]
		)
	).toBe(8);
	expect(
		await db.rows(
			`select topic from realtime.messages
			 where topic in ($1, $2) and event = 'care_changed' order by topic`,
			[`patient:${patientId}`, `ward:${ward.id}`]
		)
	).toEqual([{ topic: `patient:${patientId}` }, { topic: `ward:${ward.id}` }]);
});

test('lists and searches walk an index, as somebody signed in', async ({ db }) => {
	const { ward, nurse, patientId, admissionId } = await scene(db);
	const values = [admissionId, patientId, ward.id];
	await db.rows(
		`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at, status, done_at)
		 select $1, $2, $3, 'Done', now() - make_interval(hours => nth), 'done', now() - make_interval(hours => nth)
		 from generate_series(1, 3000) nth`,
		values
	);
	await db.rows(
		`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at)
		 select $1, $2, $3, 'Open', now() from generate_series(1, 10)`,
		values
	);
	await db.rows(
		`insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body, noted_at)
		 select id, id, $1, $2, $3, 'progress', 'Word' || nth, now() - make_interval(hours => nth)
		 from (select gen_random_uuid() as id, nth from generate_series(1, 3000) nth) made`,
		values
	);
	await db.rows('analyze public.nursing_tasks, public.nursing_notes');
	const plan = async (sql: string, given: unknown[]) =>
		(await db.as(nurse, () => db.rows<{ 'QUERY PLAN': string }>(`explain ${sql}`, given)))
			.map((line) => line['QUERY PLAN'])
			.join('\n');
	expect(
		await plan(
			`select * from public.nursing_tasks where ward_id = $1 and status = 'open' order by due_at limit 500`,
			[ward.id]
		)
	).toContain('nursing_tasks_open_ward_id_due_at_idx');
	expect(
		await plan(
			`select * from public.nursing_tasks where ward_id = $1 and status = 'done'
				and done_at >= now() - interval '12 hours' order by done_at desc limit 30`,
			[ward.id]
		)
	).toContain('nursing_tasks_ward_id_done_at_idx');
	expect(
		await plan(
			`select * from public.nursing_notes where admission_id = $1 and is_current order by noted_at desc limit 31`,
			[admissionId]
		)
	).toContain('nursing_notes_current_idx');
	// The search runs as its owner, who alone may use the index of words.
	expect(
		(
			await db.rows<{ 'QUERY PLAN': string }>(
				`explain select * from public.nursing_notes where is_current
				 and to_tsvector('private.plain_words', body) @@ websearch_to_tsquery('private.plain_words', 'word17')`
			)
		)
			.map((line) => line['QUERY PLAN'])
			.join('\n')
	).toContain('nursing_notes_words_idx');
});
