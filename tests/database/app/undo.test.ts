import {
	at,
	insertVisit,
	makeItNoon,
	createClinicDoctor,
	createVisitType
} from '../../support/clinic.ts';
import { describe, expect, test, type Actor, type TestDatabase } from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

/*
 * Undoing one's own last step: of a visit, a number, a cleaning, a closed bed, a task. Each is undone within its time,
 * and refused after it, to somebody else and when something has followed.
 */

interface Step {
	row_id: string;
	name: string | null;
	made: boolean;
	from_status: string | null;
	to_status: string | null;
}

const stepsOf = (db: TestDatabase, who: Actor, subject: string) =>
	db.as(who, () =>
		db.rows<Step & Record<string, unknown>>('select * from public.undoable_steps($1)', [subject])
	);

const run = (db: TestDatabase, who: Actor, command: string, ...values: unknown[]) =>
	db.as(who, () =>
		db.row<{ id: string; status: string } & Record<string, unknown>>(
			`select * from public.${command}`,
			values
		)
	);

/** The code and the hint with which a command is refused. */
async function refused(db: TestDatabase, who: Actor, command: string, ...values: unknown[]) {
	const { code, hint } = await db.refusal(who, () => db.rows(`select public.${command}`, values));
	return [code, hint].filter(Boolean).join(' ');
}

const later = (db: TestDatabase, minutes: number) =>
	db.rows(`update private.last_steps set done_at = done_at - make_interval(mins => $1)`, [minutes]);

async function clinic(db: TestDatabase) {
	await makeItNoon(db);
	const doctor = await createClinicDoctor(db);
	const desk = await db.createStaff('receptionist');
	const patientId = await db.createPatient({ givenName: 'Ada', familyName: 'Lovelace' });
	const visit = await insertVisit(db, {
		patientId,
		doctorId: doctor.doctorId,
		visitTypeId: await createVisitType(db),
		startsAt: new Date(Date.now() - 60_000).toISOString()
	});
	const row = () =>
		db.value<{ status: string }>(
			`select to_jsonb(visit) - 'updated_at' from public.appointments visit where id = $1`,
			[visit.id]
		);
	const tokens = () =>
		db.rows<{ id: string; status: string; started_at: Date | null }>(
			'select id, status, started_at from public.queue_tokens where patient_id = $1 order by number',
			[patientId]
		);
	const step = (who: Actor, status: string) =>
		run(db, who, 'set_appointment_status($1, $2)', visit.id, status);
	return { doctor, desk, patientId, visit, row, tokens, step };
}

describe('the last step of a visit', () => {
	test('is undone by whoever took it, with what it did to the queue, one step after another', async ({
		db
	}) => {
		const { desk, visit, row, tokens, step, patientId } = await clinic(db);
		const [confirmed, told] = [await row(), await heard(db, patientId)];
		await step(desk, 'checked_in');
		const [arrived, waiting] = [await row(), await tokens()];
		await step(desk, 'in_consultation');
		await step(desk, 'completed');
		expect(await stepsOf(db, desk, 'visit')).toMatchObject([
			{
				row_id: visit.id,
				name: 'Ada Lovelace',
				from_status: 'in_consultation',
				to_status: 'completed'
			}
		]);

		await run(db, desk, 'undo_visit_step($1)', visit.id);
		expect(await tokens()).toMatchObject([{ status: 'in_consultation' }]);
		await run(db, desk, 'undo_visit_step($1)', visit.id);
		expect([await row(), await tokens()]).toEqual([arrived, waiting]);
		await run(db, desk, 'undo_visit_step($1)', visit.id);
		expect([await row(), await tokens()]).toEqual([confirmed, []]);
		expect(await stepsOf(db, desk, 'visit')).toEqual([]);
		expect(await heard(db, patientId)).toEqual(told);

		const story = await db.rows(
			`select kind, from_status, to_status, actor_id from public.appointment_events
			where appointment_id = $1 and kind = 'undone' order by at, id`,
			[visit.id]
		);
		expect(story).toHaveLength(3);
		expect(story.every(({ actor_id }) => actor_id === desk.id)).toBe(true);
		expect(
			await db.count(
				`select from audit.events where table_name = 'appointments' and row_id = $1 and actor_id = $2
					and after ->> 'status' = 'confirmed'`,
				[visit.id, desk.id]
			)
		).toBe(1);
	});

	test('a no-show undone has its place and its follow-up again', async ({ db }) => {
		const { desk, doctor, visit, row, step, patientId } = await clinic(db);
		const followUpId = await db.value<string>(
			`insert into public.follow_ups (patient_id, doctor_id, kind, due_from, due_until, status, appointment_id)
			values ($1, $2, 'test', current_date, current_date + 9, 'booked', $3) returning id`,
			[patientId, doctor.doctorId, visit.id]
		);
		await db.rows('update public.appointments set follow_up_id = $2 where id = $1', [
			visit.id,
			followUpId
		]);
		const before = await row();
		await step(desk, 'no_show');
		await run(db, desk, 'undo_visit_step($1)', visit.id);
		expect(await row()).toEqual(before);
		expect(
			await db.row('select status, appointment_id from public.follow_ups where id = $1', [
				followUpId
			])
		).toEqual({ status: 'booked', appointment_id: visit.id });
	});

	test('is not undone too late, by somebody else, or when something has followed', async ({
		db
	}) => {
		const { desk, doctor, visit, row, tokens, step } = await clinic(db);
		const undo = (who: Actor) => refused(db, who, 'undo_visit_step($1)', visit.id);
		expect(await undo(desk)).toBe('LN021 late');

		await step(desk, 'checked_in');
		const before = await row();
		expect(await undo(doctor)).toBe('LN021 other');
		expect(await undo(await db.createStaff('nurse'))).toBe('42501');
		// Called meanwhile: the number has moved on.
		await run(db, doctor, 'recall_token($1)', (await tokens())[0]?.id);
		expect(await undo(desk)).toBe('LN021 overtaken');
		await run(db, doctor, 'undo_token_step($1)', (await tokens())[0]?.id);
		await later(db, 11);
		expect(await undo(desk)).toBe('LN021 late');
		expect(await stepsOf(db, desk, 'visit')).toEqual([]);
		expect(await row()).toEqual(before);
	});

	test('what people have been told is no step', async ({ db }) => {
		const { desk, visit } = await clinic(db);
		await run(db, desk, 'cancel_appointment($1)', visit.id);
		expect(await stepsOf(db, desk, 'visit')).toEqual([]);
		expect(await refused(db, desk, 'undo_visit_step($1)', visit.id)).toBe('LN021 late');
	});
});

/** A visit in six days of somebody who has a phone, booked by the desk. */
async function booked(db: TestDatabase) {
	const doctor = await createClinicDoctor(db);
	const desk = await db.createStaff('receptionist');
	const visitTypeId = await createVisitType(db);
	const book = async (time: string, patientId: string) =>
		run(
			db,
			desk,
			'book_appointment($1, $2, $3, $4)',
			patientId,
			doctor.doctorId,
			at(6, time),
			visitTypeId
		);
	const patientId = await db.createPatient({ givenName: 'Ada', familyName: 'Lovelace' });
	await db.rows(`update public.patients set email = 'ada@example.org' where id = $1`, [patientId]);
	const { id } = await book('09:00', patientId);
	const row = () =>
		db.value<Record<string, unknown>>(
			`select to_jsonb(visit) - 'updated_at' from public.appointments visit where id = $1`,
			[id]
		);
	const told = () =>
		db.rows<{ kind: string; status: string }>(
			`select kind, status from public.deliveries where appointment_id = $1 and status <> 'cancelled' order by kind, status`,
			[id]
		);
	const changes = (who: Actor) => stepsOf(db, who, 'change');
	const undo = (who: Actor) => run(db, who, 'undo_visit_change($1)', id);
	const refusal = (who: Actor) => refused(db, who, 'undo_visit_change($1)', id);
	return { doctor, desk, id, row, told, changes, undo, refusal, book, visitTypeId };
}

describe('a visit booked, moved or cancelled', () => {
	test('moved it is where it was, and the patient and the doctor are told', async ({ db }) => {
		const { doctor, desk, id, row, told, changes, undo } = await booked(db);
		await db.rows('update public.appointments set patient_confirmed_at = now() where id = $1', [
			id
		]);
		const before = await row();
		const other = await createClinicDoctor(db);
		await run(db, desk, 'reschedule_appointment($1, $2, $3)', id, at(7, '10:00'), other.doctorId);
		expect(await changes(desk)).toMatchObject([
			{ row_id: id, name: 'Ada Lovelace', made: false, to_status: 'confirmed' }
		]);
		await undo(desk);
		expect(await row()).toEqual(before);
		expect(await changes(desk)).toEqual([]);
		expect((await told()).map(({ kind }) => kind)).toEqual(['visit_moved', 'visit_reminder']);
		// Both what was done and that it is undone.
		const times = await db.rows<{ same: boolean }>(
			`select (params ->> 'starts_at')::timestamptz = $2 as same from public.notifications
			where user_id = $1 and kind = 'appointment_rescheduled'`,
			[doctor.id, before.starts_at]
		);
		expect(times).toContainEqual({ same: true });
		const story = await db.rows(
			`select kind, details ->> 'starts_at' is not null as moved from public.appointment_events
			where appointment_id = $1 order by at`,
			[id]
		);
		expect(story.at(-1)).toEqual({ kind: 'undone', moved: true });
	});

	test('cancelled it is as it was, with its reminder and what was wished for it', async ({
		db
	}) => {
		const { desk, id, row, told, changes, undo, visitTypeId, doctor } = await booked(db);
		const before = await row();
		const wish = (status: string, because: string) =>
			db.value<string>(
				`insert into public.waitlist_entries (patient_id, doctor_id, visit_type_id, latest_on, status, appointment_id, note)
				values ($1, $2, $3, current_date + 3, $4, $5, $6) returning id`,
				[before.patient_id, doctor.doctorId, visitTypeId, status, id, because]
			);
		await wish('waiting', 'still wanted');
		const status = () =>
			db.value<string>(
				`select status from public.waitlist_entries where appointment_id = $1 and note = 'still wanted'`,
				[id]
			);
		// What has been told already is not told by itself again.
		await db.rows(
			`update public.deliveries set status = 'sent', sending_at = now(), sent_at = now(), attempts = 1
			where appointment_id = $1 and kind = 'visit_booked'`,
			[id]
		);
		await run(db, desk, `cancel_appointment($1, 'By mistake')`, id);
		expect(await status()).toBe('withdrawn');
		expect(await changes(desk)).toMatchObject([{ row_id: id, to_status: 'cancelled' }]);
		await undo(desk);
		expect(await row()).toEqual(before);
		expect(await status()).toBe('waiting');
		expect(await told()).toEqual([
			{ kind: 'visit_booked', status: 'pending' },
			{ kind: 'visit_booked', status: 'sent' },
			{ kind: 'visit_reminder', status: 'pending' }
		]);
	});

	test('booked it is cancelled, and nobody is offered that again', async ({ db }) => {
		const { desk, row, changes, undo } = await booked(db);
		expect(await changes(desk)).toMatchObject([{ made: true, to_status: 'confirmed' }]);
		await undo(desk);
		expect(await row()).toMatchObject({ status: 'cancelled', cancelled_by: desk.id });
		expect(await changes(desk)).toEqual([]);
	});

	test('is not undone too late, by somebody else, when something has followed or its time is taken', async ({
		db
	}) => {
		const { desk, doctor, id, row, refusal, book, changes } = await booked(db);
		const colleague = await db.createStaff('receptionist');
		expect(await refusal(colleague)).toBe('LN021 other');
		expect(await changes(colleague)).toEqual([]);
		expect(await refusal(await db.createDoctor())).toBe('PT404 p_appointment_id');

		await run(db, desk, 'cancel_appointment($1)', id);
		const cancelled = await row();
		const second = await book('09:00', await db.createPatient());
		expect(await refusal(desk)).toBe('23P01');
		expect(await row()).toEqual(cancelled);
		await run(db, desk, 'cancel_appointment($1)', second.id);

		await db.rows(`update public.appointment_events set at = at - interval '11 minutes'`);
		expect(await refusal(desk)).toBe('LN021 late');
		expect((await changes(desk)).map(({ row_id }) => row_id)).not.toContain(id);
		expect(await row()).toEqual(cancelled);

		const third = await book('10:00', await db.createPatient());
		await run(db, doctor, 'reschedule_appointment($1, $2)', third.id, at(6, '10:30'));
		expect(await refused(db, desk, 'undo_visit_change($1)', third.id)).toBe('LN021 other');
	});

	test('a patient cancels what they have booked, and undoes nothing', async ({ db }) => {
		const { id, row } = await booked(db);
		const user = await db.createUser();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'self')`,
			[user.id, (await row()).patient_id]
		);
		await run(db, user, 'cancel_appointment($1)', id);
		expect(await stepsOf(db, user, 'change')).toEqual([]);
		expect(await refused(db, user, 'undo_visit_change($1)', id)).toBe('42501');
	});
});

/** What the patient's accounts and the doctor have been told. */
const heard = (db: TestDatabase, patientId: string) =>
	db.rows('select kind, status from public.deliveries where patient_id = $1 order by id', [
		patientId
	]);

describe('a step back of a visit', () => {
	test('needs a permission and a reason, which stays in its history', async ({ db }) => {
		const { desk, doctor, visit, row, tokens, step } = await clinic(db);
		for (const status of ['checked_in', 'in_consultation', 'completed']) await step(desk, status);
		await later(db, 11);
		const back = (who: Actor) =>
			run(db, who, 'step_back_visit($1, $2)', visit.id, 'The wrong patient');
		expect(await refused(db, desk, `step_back_visit($1, ' ')`, visit.id)).toBe('22023 p_reason');
		const nurse = await db.createStaff('nurse');
		expect(await refused(db, nurse, `step_back_visit($1, 'Why')`, visit.id)).toBe(
			'42501 appointments.step_back'
		);

		expect(await back(doctor)).toMatchObject({ status: 'in_consultation', completed_at: null });
		expect(await back(desk)).toMatchObject({ status: 'checked_in', started_at: null });
		expect(await tokens()).toMatchObject([{ status: 'done' }, { status: 'waiting' }]);
		expect(await back(desk)).toMatchObject({ status: 'confirmed', checked_in_at: null });
		expect(await tokens()).toMatchObject([{ status: 'done' }, { status: 'left' }]);
		expect(await refused(db, desk, `step_back_visit($1, 'Why')`, visit.id)).toBe('LN003');
		expect((await row()).status).toBe('confirmed');
		expect(
			await db.rows(
				`select kind, details ->> 'reason' as reason from public.appointment_events
				where appointment_id = $1 and kind = 'stepped_back'`,
				[visit.id]
			)
		).toEqual(Array(3).fill({ kind: 'stepped_back', reason: 'The wrong patient' }));
	});

	test('from the consultation into the queue: the same number waits again', async ({ db }) => {
		const { desk, visit, tokens, step } = await clinic(db);
		await step(desk, 'checked_in');
		const before = await tokens();
		await step(desk, 'in_consultation');
		await later(db, 11);
		await run(db, desk, `step_back_visit($1, 'Not yet')`, visit.id);
		expect(await tokens()).toEqual(before);
	});
});

describe('the last step of a number', () => {
	test('a call, a pass-over, a service are undone, with the visit', async ({ db }) => {
		const { desk, visit, row, tokens, step } = await clinic(db);
		await step(desk, 'checked_in');
		const [token] = await tokens();
		const id = token?.id;
		const state = async () => db.row('select * from public.queue_tokens where id = $1', [id]);
		const states = [[await state(), await row()]];
		for (const command of [
			'recall_token($1)',
			'skip_token($1)',
			'recall_token($1)',
			'serve_token($1)',
			'finish_token($1)'
		]) {
			await run(db, desk, command, id);
			states.push([await state(), await row()]);
		}
		expect(await stepsOf(db, desk, 'token')).toMatchObject([
			{ row_id: id, from_status: 'in_consultation', to_status: 'done' }
		]);
		for (const before of states.slice(0, -1).reverse()) {
			await run(db, desk, 'undo_token_step($1)', id);
			expect([await state(), await row()]).toEqual(before);
		}
		expect(visit.id).toBeTruthy();
	});

	test('undone by those who may call only, each their own', async ({ db }) => {
		const { desk, doctor, tokens, step } = await clinic(db);
		await step(desk, 'checked_in');
		const id = (await tokens())[0]?.id;
		await run(db, doctor, 'recall_token($1)', id);
		expect(await refused(db, desk, 'undo_token_step($1)', id)).toBe('LN021 other');
		expect(await refused(db, await db.createDoctor(), 'undo_token_step($1)', id)).toBe(
			'PT404 p_department_id'
		);
		await later(db, 11);
		expect(await refused(db, doctor, 'undo_token_step($1)', id)).toBe('LN021 late');
		expect(await tokens()).toMatchObject([{ status: 'called' }]);
	});

	test('somebody sent on to another department comes back, and the number there goes', async ({
		db
	}) => {
		const { desk, tokens, step } = await clinic(db);
		await step(desk, 'checked_in');
		const before = await tokens();
		const departmentId = await db.createDepartment();
		await run(db, desk, 'move_token($1, $2)', before[0]?.id, departmentId);
		expect(await tokens()).toHaveLength(2);
		await run(db, desk, 'undo_token_step($1)', before[0]?.id);
		expect(await tokens()).toEqual(before);
	});
});

describe('a step back of a number', () => {
	const back = (id: unknown) => ['step_back_token($1, $2)', id, 'The wrong patient'] as const;

	test('from the consultation and from what is over, with its visit and a reason', async ({
		db
	}) => {
		const { desk, row, tokens, step } = await clinic(db);
		await step(desk, 'checked_in');
		const id = (await tokens())[0]?.id;
		await run(db, desk, 'serve_token($1)', id);
		await run(db, desk, 'finish_token($1)', id);
		await later(db, 11);
		expect(await refused(db, desk, 'undo_token_step($1)', id)).toBe('LN021 late');
		expect(await refused(db, await db.createStaff('nurse'), ...back(id))).toBe(
			'42501 queue.step_back'
		);
		expect(await refused(db, desk, `step_back_token($1, ' ')`, id)).toBe('22023 p_reason');

		expect(await run(db, desk, ...back(id))).toMatchObject({
			status: 'in_consultation',
			finished_at: null,
			back_because: 'The wrong patient'
		});
		expect(await row()).toMatchObject({ status: 'in_consultation', completed_at: null });
		expect(await run(db, desk, ...back(id))).toMatchObject({ status: 'waiting', started_at: null });
		expect(await row()).toMatchObject({ status: 'checked_in', started_at: null });
		expect(await tokens()).toHaveLength(1);
		expect(await refused(db, desk, ...back(id))).toBe('LN003');
	});

	test('who had gone waits again; not who was sent on, has another number, or went yesterday', async ({
		db
	}) => {
		const { desk, doctor, tokens, step } = await clinic(db);
		await step(desk, 'checked_in');
		const id = (await tokens())[0]?.id;
		await run(db, desk, 'leave_queue($1)', id);
		const [gone] = await tokens();
		expect(await run(db, doctor, ...back(id))).toMatchObject({ status: 'waiting' });

		await run(db, desk, 'leave_queue($1)', id);
		const { department_id, patient_id } = await db.row<Record<string, unknown>>(
			'select * from public.queue_tokens where id = $1',
			[id]
		);
		const again = await run(db, desk, 'take_token($1, $2)', department_id, patient_id);
		expect(await refused(db, desk, ...back(id))).toBe(`LN015 ${String(again.label)}`);
		await run(db, desk, 'move_token($1, $2)', again.id, await db.createDepartment());
		expect(await refused(db, desk, ...back(again.id))).toBe('LN003');
		await db.rows(
			`update public.queue_tokens set finished_at = now() - interval '13 hours' where id = $1`,
			[id]
		);
		expect(await refused(db, desk, ...back(id))).toBe('LN003');
		expect((await tokens())[0]).toEqual(gone);
	});
});

async function ward(db: TestDatabase) {
	const place = await createWard(db);
	const bedId = place.beds[0] ?? '';
	const cleaner = await createWardStaff(db, 'housekeeper', place);
	const manager = await createWardStaff(db, 'ward_manager', place);
	const taskId = await db.value<string>(
		'insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2) returning id',
		[bedId, place.id]
	);
	const task = () => db.row('select * from public.housekeeping_tasks where id = $1', [taskId]);
	const admitHere = async () =>
		db.as(manager, async () =>
			admit(db, await db.as('owner', () => db.createPatient()), place.id, bedId)
		);
	return { place, bedId, cleaner, manager, taskId, task, admitHere };
}

describe('the cleaning of a bed', () => {
	test('finished within three minutes it asks; sure, it is finished', async ({ db }) => {
		const { cleaner, taskId, task } = await ward(db);
		await run(db, cleaner, 'start_cleaning($1)', taskId);
		const before = await task();
		expect(await refused(db, cleaner, 'finish_cleaning($1)', taskId)).toBe('LN024 cleaning');
		expect(await task()).toEqual(before);
		expect(await run(db, cleaner, 'finish_cleaning($1, true)', taskId)).toMatchObject({
			status: 'done'
		});

		const other = await ward(db);
		await run(db, other.cleaner, 'start_cleaning($1)', other.taskId);
		await db.rows(
			`update public.housekeeping_tasks set started_at = now() - interval '4 minutes' where id = $1`,
			[other.taskId]
		);
		expect(await run(db, other.cleaner, 'finish_cleaning($1)', other.taskId)).toMatchObject({
			status: 'done'
		});
	});

	test('its steps are undone one after another, unless the bed was used or somebody else did it', async ({
		db
	}) => {
		const { cleaner, manager, taskId, task, admitHere } = await ward(db);
		const waiting = await task();
		await run(db, cleaner, 'start_cleaning($1)', taskId);
		const begun = await task();
		await run(db, cleaner, 'finish_cleaning($1, true)', taskId);
		expect(await stepsOf(db, cleaner, 'cleaning')).toMatchObject([
			{ row_id: taskId, name: '1', from_status: 'in_progress', to_status: 'done' }
		]);
		expect(await refused(db, manager, 'undo_cleaning_step($1)', taskId)).toBe('LN021 other');
		await run(db, cleaner, 'undo_cleaning_step($1)', taskId);
		expect(await task()).toEqual(begun);
		await run(db, cleaner, 'undo_cleaning_step($1)', taskId);
		expect(await task()).toEqual(waiting);

		await run(db, cleaner, 'finish_cleaning($1)', taskId);
		await admitHere();
		const done = await task();
		expect(await refused(db, cleaner, 'undo_cleaning_step($1)', taskId)).toBe('LN021 overtaken');
		expect(await task()).toEqual(done);
	});

	test('too late it is cleaned again for a reason, by those who may, if nobody has lain there', async ({
		db
	}) => {
		const { cleaner, manager, taskId, task, admitHere } = await ward(db);
		await run(db, cleaner, 'finish_cleaning($1)', taskId);
		await later(db, 11);
		expect(await refused(db, cleaner, 'undo_cleaning_step($1)', taskId)).toBe('LN021 late');
		expect(await refused(db, cleaner, `reopen_cleaning($1, 'Not clean')`, taskId)).toBe(
			'42501 beds.step_back'
		);
		expect(await refused(db, manager, `reopen_cleaning($1, '')`, taskId)).toBe('22023 p_reason');
		await run(db, manager, `reopen_cleaning($1, 'Not clean')`, taskId);
		expect(await task()).toMatchObject({
			status: 'waiting',
			finished_at: null,
			done_by: null,
			reopened_because: 'Not clean'
		});
		await run(db, cleaner, 'finish_cleaning($1)', taskId);
		await admitHere();
		expect(await refused(db, manager, `reopen_cleaning($1, 'Not clean')`, taskId)).toBe(
			'LN021 overtaken'
		);
	});

	test('that a bed was closed, or taken into use again, is undone', async ({ db }) => {
		const { place, manager, admitHere } = await ward(db);
		const bedId = place.beds[1] ?? '';
		const closures = () => db.rows('select * from public.bed_closures where bed_id = $1', [bedId]);
		const { id } = await run(db, manager, `close_bed($1, 'C', 'Lamp')`, bedId);
		const closed = await closures();
		expect(await stepsOf(db, manager, 'closure')).toMatchObject([
			{ row_id: id, name: '2', made: true }
		]);
		await run(db, manager, 'reopen_bed($1)', bedId);
		await run(db, manager, 'undo_closure_step($1)', id);
		expect(await closures()).toEqual(closed);
		const colleague = await createWardStaff(db, 'ward_manager', place);
		expect(await refused(db, colleague, 'undo_closure_step($1)', id)).toBe('LN021 other');
		await run(db, manager, 'undo_closure_step($1)', id);
		expect(await closures()).toEqual([]);
		expect(await refused(db, manager, 'undo_closure_step($1)', id)).toBe('PT404 p_bed_id');
		void admitHere;
	});
});

describe('the last step of a task', () => {
	test('done or given up it is open again, and the next of its row goes', async ({ db }) => {
		const place = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', place);
		const colleague = await createWardStaff(db, 'nurse', place);
		const admission = await db.as(nurse, async () =>
			admit(db, await db.as('owner', () => db.createPatient()), place.id, place.beds[0])
		);
		const { id } = await run(
			db,
			nurse,
			`create_task($1, 'Turn', now(), p_every_hours => 4)`,
			admission.id
		);
		const tasks = () =>
			db.rows('select * from public.nursing_tasks where admission_id = $1', [admission.id]);
		const before = await tasks();
		await run(db, nurse, 'complete_task($1)', id);
		expect(await tasks()).toHaveLength(2);
		expect(await stepsOf(db, nurse, 'task')).toMatchObject([
			{ row_id: id, name: 'Turn', to_status: 'done' }
		]);
		expect(await refused(db, colleague, 'undo_task_step($1)', id)).toBe('LN021 other');
		await run(db, nurse, 'undo_task_step($1)', id);
		expect(await tasks()).toEqual(before);

		await run(db, nurse, `cancel_task($1, 'Sleeps')`, id);
		await run(db, nurse, 'undo_task_step($1)', id);
		expect(await tasks()).toEqual(before);

		await run(db, nurse, 'complete_task($1)', id);
		const next = await db.value('select id from public.nursing_tasks where previous_id = $1', [id]);
		await run(db, colleague, 'complete_task($1)', next);
		const after = await tasks();
		expect(await refused(db, nurse, 'undo_task_step($1)', id)).toBe('LN021 overtaken');
		expect(await tasks()).toEqual(after);
	});
});

test('of whatever kind, a step is none any more of whoever has lost the ward it was on', async ({
	db
}) => {
	const { place, cleaner, manager, taskId } = await ward(db);
	const nurse = await createWardStaff(db, 'nurse', place);
	const admission = await db.as(nurse, async () =>
		admit(db, await db.as('owner', () => db.createPatient()), place.id, place.beds[2])
	);
	const { id } = await run(db, nurse, `create_task($1, 'Turn', now())`, admission.id);
	await run(db, nurse, 'complete_task($1)', id);
	await run(db, cleaner, 'finish_cleaning($1)', taskId);
	await run(db, manager, `close_bed($1, 'C', 'Lamp')`, place.beds[1]);
	const steps = async () => [
		(await stepsOf(db, nurse, 'task')).length,
		(await stepsOf(db, cleaner, 'cleaning')).length,
		(await stepsOf(db, manager, 'closure')).length
	];
	expect(await steps()).toEqual([1, 1, 1]);
	await db.rows('delete from public.staff_wards where ward_id = $1', [place.id]);
	expect(await steps()).toEqual([0, 0, 0]);
});
