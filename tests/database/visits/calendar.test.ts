import {
	at,
	book,
	createClinicDoctor,
	createRoom,
	createVisitType,
	insertVisit,
	type Visit
} from '../../support/clinic.ts';
import { describe, expect, test, type TestDatabase } from '../../support/database.ts';

/** Two doctors with hours in rooms of their own, a desk, and a visit of the first three days ahead. */
async function clinic(db: TestDatabase) {
	const [roomId, otherRoomId] = [await createRoom(db), await createRoom(db)];
	const doctor = await createClinicDoctor(db, { roomId });
	const other = await createClinicDoctor(db, { roomId: otherRoomId });
	const visitTypeId = await createVisitType(db);
	const patient = await db.createPortalPerson({ givenName: 'Ada', familyName: 'Lovelace' });
	const desk = await db.createStaff('receptionist');
	const place = {
		patientId: patient.patientId,
		doctorId: doctor.doctorId,
		visitTypeId,
		startsAt: at(3, '09:00')
	};
	const visit = await db.as(desk, () => book(db, place));
	return { doctor, other, roomId, otherRoomId, visitTypeId, patient, desk, place, visit };
}

interface Move {
	startsAt?: string;
	doctorId?: string | null;
	roomId?: string | null;
	expected?: Date | string | null;
}

const move = (db: TestDatabase, visit: Visit, to: Move) =>
	db.row<Visit & Record<string, unknown>>(
		'select * from public.reschedule_appointment($1, $2, $3, $4, $5)',
		[
			visit.id,
			to.startsAt ?? visit.starts_at,
			to.doctorId ?? null,
			to.roomId ?? null,
			to.expected ?? null
		]
	);

const visitOf = (db: TestDatabase, id: string) =>
	db.row<Visit & Record<string, unknown>>('select * from public.appointments where id = $1', [id]);

/** The version as the database writes it: a JavaScript date has no microseconds. */
const versionOf = (db: TestDatabase, id: string) =>
	db.value<string>('select updated_at::text from public.appointments where id = $1', [id]);

describe('rooms', () => {
	test('are the doctor’s unless the desk chooses another; a patient chooses none', async ({
		db
	}) => {
		const { place, otherRoomId, roomId, visit, desk, patient } = await clinic(db);
		expect(visit.room_id).toBe(roomId);
		const bookIn = () =>
			db.row<Visit & Record<string, unknown>>(
				'select * from public.book_appointment($1, $2, $3, $4, p_room_id => $5)',
				[place.patientId, place.doctorId, at(3, '10:00'), place.visitTypeId, otherRoomId]
			);
		expect((await db.refusal(patient, bookIn)).code).toBe('42501');
		expect((await db.as(desk, bookIn)).room_id).toBe(otherRoomId);
		expect((await db.refusal(patient, () => move(db, visit, { roomId: otherRoomId }))).code).toBe(
			'42501'
		);
		expect(await visitOf(db, visit.id)).toEqual(visit);
	});

	test('that are closed or unknown are refused by name of the parameter', async ({ db }) => {
		const { visit, desk, patient } = await clinic(db);
		const closedId = await createRoom(db);
		await db.rows('update public.rooms set active = false where id = $1', [closedId]);
		for (const roomId of [closedId, patient.patientId]) {
			const error = await db.refusal(desk, () => move(db, visit, { roomId }));
			expect([error.code, error.hint]).toEqual(['PT404', 'p_room_id']);
		}
		expect(await visitOf(db, visit.id)).toEqual(visit);
	});

	test('change without the time, also for a visit that stands where nothing is offered', async ({
		db
	}) => {
		const { otherRoomId, visit, desk, doctor } = await clinic(db);
		await db.rows('delete from public.availability_rules where doctor_id = $1', [doctor.doctorId]);
		await db.rows('update public.appointments set patient_confirmed_at = now() where id = $1', [
			visit.id
		]);
		const moved = await db.as(desk, () => move(db, visit, { roomId: otherRoomId }));
		expect(moved.room_id).toBe(otherRoomId);
		expect(moved.starts_at).toEqual(visit.starts_at);
		expect(moved.patient_confirmed_at).not.toBeNull();
		expect(
			await db.value(
				`select kind from public.appointment_events where appointment_id = $1 order by at desc, kind desc limit 1`,
				[visit.id]
			)
		).toBe('room_changed');
	});

	test('that are taken are told apart from those that are free', async ({ db }) => {
		const { desk, roomId, otherRoomId, visit, other, visitTypeId } = await clinic(db);
		const takenBy = async (except: string | null) =>
			Object.fromEntries(
				(
					await db.rows<{ room_id: string; taken_by: string | null }>(
						'select room_id, taken_by from public.free_rooms($1, $2, null, $3) where room_id in ($4, $5)',
						[at(3, '09:15'), at(3, '09:45'), except, roomId, otherRoomId]
					)
				).map((room) => [room.room_id, room.taken_by])
			);
		const { name } = await db.row<{ name: string }>(
			'select name from public.doctors where id = $1',
			[visit.doctor_id]
		);
		await db.as(desk, async () => {
			expect(await takenBy(null)).toEqual({ [roomId]: name, [otherRoomId]: null });
			expect(await takenBy(visit.id)).toEqual({ [roomId]: null, [otherRoomId]: null });
		});
		const patientId = await db.createPatient();
		const guest = await db.as(desk, () =>
			book(db, { patientId, doctorId: other.doctorId, visitTypeId, startsAt: at(3, '09:00') })
		);
		const error = await db.refusal(desk, () => move(db, guest, { roomId }));
		expect([error.code, error.constraint]).toEqual(['23P01', 'appointments_room_taken']);
		expect((await visitOf(db, guest.id)).room_id).toBe(otherRoomId);
	});
});

describe('a visit that is dragged', () => {
	test('is not moved when it has changed since it was seen; a retry of the move is', async ({
		db
	}) => {
		const { visit, desk, other } = await clinic(db);
		const seen = await versionOf(db, visit.id);
		const to = { startsAt: at(3, '10:00'), doctorId: other.doctorId, expected: seen };
		const moved = await db.as(desk, () => move(db, visit, to));
		expect(moved.doctor_id).toBe(other.doctorId);
		expect((await db.as(desk, () => move(db, visit, to))).id).toBe(visit.id);
		const stale = await db.refusal(desk, () =>
			move(db, visit, { startsAt: at(3, '11:00'), expected: seen })
		);
		expect(stale.code).toBe('LN009');
		expect((await visitOf(db, visit.id)).starts_at.toISOString()).toBe(at(3, '10:00'));
	});

	test('to another time has to be confirmed by the patient again', async ({ db }) => {
		const { visit, desk } = await clinic(db);
		await db.rows('update public.appointments set patient_confirmed_at = now() where id = $1', [
			visit.id
		]);
		const moved = await db.as(desk, () => move(db, visit, { startsAt: at(3, '10:00') }));
		expect(moved.patient_confirmed_at).toBeNull();
	});

	test('snaps to the doctors’ own times, taken ones too, without their absences', async ({
		db
	}) => {
		const { visit, desk, doctor, other } = await clinic(db);
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'leave', $2, $3)`,
			[other.doctorId, at(3, '08:00'), at(3, '11:00')]
		);
		const targets = await db.as(desk, () =>
			db.rows<{ doctor_id: string; minutes: number; starts_at: Date[] }>(
				'select * from public.move_targets($1, $2, $3, $4)',
				[visit.id, [doctor.doctorId, other.doctorId], at(3, '00:00'), at(4, '00:00')]
			)
		);
		const times = new Map(
			targets.map((target) => [
				target.doctor_id,
				target.starts_at.map((start) => start.toISOString().slice(11, 16))
			])
		);
		expect(times.get(doctor.doctorId)).toHaveLength(8);
		expect(times.get(doctor.doctorId)).toContain('09:00');
		expect(times.get(other.doctorId)).toEqual(['11:00', '11:30']);
		expect(targets.map(({ minutes }) => minutes)).toEqual([30, 30]);
	});
});

interface Shown {
	visits: (string | null)[][];
	hours: (string | null)[][];
	absences: (string | null)[][];
}

const calendar = (db: TestDatabase, by: string, ids: string[]) =>
	db.value<Shown>('select public.calendar($1, $2, $3, null, $4)', [
		at(3, '00:00'),
		at(4, '00:00'),
		by,
		ids
	]);

describe('the calendar', () => {
	test('shows the visits, hours and absences of doctors, and leaves out what was called off', async ({
		db
	}) => {
		const { visit, desk, doctor, roomId, place } = await clinic(db);
		await insertVisit(db, { ...place, startsAt: at(3, '10:00') }, 'cancelled');
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'leave', $2, $3), ($1, 'extra', $4, $5)`,
			[doctor.doctorId, at(3, '11:00'), at(3, '12:00'), at(3, '15:00'), at(3, '16:00')]
		);
		const shown = await db.as(desk, () => calendar(db, 'doctor', [doctor.doctorId]));
		expect(shown.visits.map((row) => [row[0], row[3], row[5], row[8]])).toEqual([
			[visit.id, 'confirmed', roomId, 'Ada Lovelace']
		]);
		expect(
			shown.hours.map((row) => row.slice(1, 3).map((time) => new Date(time ?? '').toISOString()))
		).toEqual([
			[at(3, '08:00'), at(3, '12:00')],
			[at(3, '15:00'), at(3, '16:00')]
		]);
		expect(shown.absences.map((row) => row[3])).toEqual(['leave']);
	});

	test('by room shows who is in it, whoever’s room it is, with their hours', async ({ db }) => {
		const { visit, desk, otherRoomId, doctor, other } = await clinic(db);
		await db.as(desk, () => move(db, visit, { roomId: otherRoomId }));
		const shown = await db.as(desk, () => calendar(db, 'room', [otherRoomId]));
		expect(shown.visits.map((row) => row[0])).toEqual([visit.id]);
		expect(new Set(shown.hours.map((row) => row[0]))).toEqual(
			new Set([doctor.doctorId, other.doctorId])
		);
	});

	test('names nobody to those who may not look patients up', async ({ db }) => {
		const { visit, doctor, desk } = await clinic(db);
		await db.rows(
			`delete from public.role_permissions where role_id = 'receptionist' and permission_id = 'patients.read'`
		);
		const shown = await db.as(desk, () => calendar(db, 'doctor', [doctor.doctorId]));
		expect(shown.visits.map((row) => [row[0], row[8], row[9]])).toEqual([[visit.id, null, null]]);
	});

	test('asks for a view and a span that make sense', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const hint = async (values: unknown[]) => {
			const error = await db.refusal(desk, () =>
				db.rows('select public.calendar($1, $2, $3)', values)
			);
			return [error.code, error.hint];
		};
		expect(await hint([at(1, '00:00'), at(2, '00:00'), 'ward'])).toEqual(['22023', 'p_by']);
		expect(await hint([at(1, '00:00'), at(40, '00:00'), 'room'])).toEqual(['22023', 'p_until']);
		expect(await hint([at(2, '00:00'), at(1, '00:00'), 'room'])).toEqual(['22023', 'p_until']);
	});

	test('hears of every visit and of changed hours on one channel', async ({ db }) => {
		const { visit, desk, doctor } = await clinic(db);
		const mayJoin = () => db.value<boolean>(`select private.may_on_topic('calendar', 'hear')`);
		expect(await db.as(desk, mayJoin)).toBe(true);
		expect(await db.as(doctor, mayJoin)).toBe(false);
		await db.rows('delete from public.availability_rules where doctor_id = $1 and weekday = 1', [
			doctor.doctorId
		]);
		const messages = await db.rows<{ event: string; payload: Record<string, string> }>(
			`select event, payload - 'id' - 'transaction' as payload from realtime.messages
			where topic = 'calendar' and private and inserted_at >= now()`
		);
		expect(messages).toContainEqual({
			event: 'appointment_changed',
			payload: { appointment_id: visit.id }
		});
		expect(messages).toContainEqual({
			event: 'hours_changed',
			payload: { doctor_id: doctor.doctorId }
		});
	});
});

describe('the story of a visit', () => {
	const timeline = (db: TestDatabase, id: string) =>
		db.rows<Record<string, unknown>>('select * from public.visit_timeline($1)', [id]);

	test('says when, who and why; to a patient the staff have no names', async ({ db }) => {
		const { visit, desk, patient, other } = await clinic(db);
		await db.as(desk, () =>
			move(db, visit, { startsAt: at(3, '10:00'), doctorId: other.doctorId })
		);
		await db.as(patient, () =>
			db.rows('select public.cancel_appointment($1, $2)', [visit.id, 'No longer needed'])
		);
		const story = await db.as(desk, () => timeline(db, visit.id));
		expect(story.map(({ kind, actor, reason }) => [kind, actor, reason]).sort()).toEqual(
			[
				['booked', 'self', null],
				['rescheduled', 'self', null],
				['cancelled', 'patient', 'No longer needed']
			].sort()
		);
		expect(story.find(({ kind }) => kind === 'rescheduled')).toMatchObject({
			previous_starts_at: visit.starts_at,
			doctor_name: expect.any(String) as string,
			previous_doctor_name: expect.any(String) as string
		});
		const told = await db.as(patient, () => timeline(db, visit.id));
		expect(told.map(({ actor }) => actor).sort()).toEqual(['self', 'staff', 'staff']);
		expect(new Set(told.map(({ actor_name }) => actor_name))).toEqual(new Set([null]));
	});
});

test('what was left open on days gone by is listed until it is closed', async ({ db }) => {
	const { place, desk } = await clinic(db);
	const left = await insertVisit(db, { ...place, startsAt: at(-1, '09:00') });
	await insertVisit(db, { ...place, startsAt: at(-2, '09:00') }, 'completed');
	const open = () =>
		db.rows<{ id: string }>('select id from public.unfinished_visits($1)', [place.doctorId]);
	expect((await db.as(desk, open)).map(({ id }) => id)).toEqual([left.id]);
	await db.as(desk, () =>
		db.rows(`select public.set_appointment_status($1, 'no_show')`, [left.id])
	);
	expect(await db.as(desk, open)).toEqual([]);
});
