import pg from 'pg';
import { afterAll, beforeAll, test as committed } from 'vitest';
import {
	at,
	book,
	createClinicDoctor,
	createRoom,
	createVisitType,
	freeSlots,
	insertVisit,
	type Visit
} from '../../support/clinic.ts';
import {
	connect,
	databaseUrl,
	describe,
	expect,
	takeAway,
	test,
	TestDatabase,
	type Person
} from '../../support/database.ts';

type ClinicDoctor = Awaited<ReturnType<typeof createClinicDoctor>>;

const day = (days: number) => at(days, '00:00').slice(0, 10);
/** 1 Monday to 7 Sunday, as the hours have it. */
const weekday = (days: number) => new Date(at(days, '00:00')).getUTCDay() || 7;

const slotsOf = (db: TestDatabase, doctor: ClinicDoctor, visitTypeId: string, days = 3) =>
	db.as(doctor, () =>
		freeSlots(db, doctor.doctorId, visitTypeId, at(days, '00:00'), at(days + 1, '00:00'))
	);

/** A type of visit with time kept free on both sides: 10 + 30 + 5 minutes. */
async function createBufferedType(db: TestDatabase) {
	const id = await createVisitType(db, { duration: 30, buffer: 5 });
	await db.rows('update public.visit_types set buffer_before_minutes = 10 where id = $1', [id]);
	return id;
}

const ownLengths = (
	db: TestDatabase,
	doctorId: string,
	visitTypeId: string,
	{ duration = null, before = null, after = null, offered = true } = {} as {
		duration?: number | null;
		before?: number | null;
		after?: number | null;
		offered?: boolean;
	}
) =>
	db.rows(
		`insert into public.doctor_visit_types
			(doctor_id, visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered)
		values ($1, $2, $3, $4, $5, $6)`,
		[doctorId, visitTypeId, duration, before, after, offered]
	);

/** How often an event was announced on a doctor's channel in this transaction. */
const announced = (db: TestDatabase, doctorId: string, event: string) =>
	db.count(
		`select from realtime.messages where topic = $1 and event = $2 and inserted_at >= now() - interval '1 hour'`,
		[`doctor:${doctorId}`, event]
	);

describe('lengths and buffers', () => {
	test('the time a patient is told is after the buffer before, and the next block follows the buffer after', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '10:30' });
		const visitTypeId = await createBufferedType(db);
		expect(await slotsOf(db, doctor, visitTypeId)).toEqual([
			at(3, '08:10'),
			at(3, '08:55'),
			at(3, '09:40')
		]);
	});

	test('a doctor’s own are kept to, and a colleague keeps those of the type', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '10:00' });
		const colleague = await createClinicDoctor(db, { starts: '08:00', ends: '09:30' });
		const visitTypeId = await createBufferedType(db);
		await db.as(doctor, () =>
			ownLengths(db, doctor.doctorId, visitTypeId, { duration: 50, before: 0 })
		);
		expect(await slotsOf(db, doctor, visitTypeId)).toEqual([at(3, '08:00'), at(3, '08:55')]);
		expect(await slotsOf(db, colleague, visitTypeId)).toEqual([at(3, '08:10'), at(3, '08:55')]);
	});

	test('a type the doctor does not offer has no slots, and cannot be booked', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const visitTypeId = await createVisitType(db);
		const patient = await db.createPortalPerson();
		await ownLengths(db, doctor.doctorId, visitTypeId, { offered: false });
		expect(await slotsOf(db, doctor, visitTypeId)).toEqual([]);
		const error = await db.refusal(patient, () =>
			book(db, {
				patientId: patient.patientId,
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: at(3, '09:00')
			})
		);
		expect(error.code).toBe('LN001');
		expect(
			await db.count('select from public.appointments where doctor_id = $1', [doctor.doctorId])
		).toBe(0);
	});

	test('the table itself keeps the time before a visit free for the doctor, not for the patient', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db);
		const other = await createClinicDoctor(db);
		const visitTypeId = await createBufferedType(db);
		const short = await createVisitType(db, { duration: 10 });
		const patient = await db.createPortalPerson();
		const visit = await db.as(patient, () =>
			book(db, {
				patientId: patient.patientId,
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: at(3, '08:55')
			})
		);
		expect(visit.starts_at.toISOString()).toBe(at(3, '08:55'));
		expect(visit.ends_at.toISOString()).toBe(at(3, '09:30'));

		const before = { visitTypeId: short, startsAt: at(3, '08:45') };
		const error = await db.refusal('owner', async () =>
			insertVisit(
				db,
				{ ...before, patientId: await db.createPatient(), doctorId: doctor.doctorId },
				'confirmed',
				10
			)
		);
		expect([error.code, error.constraint]).toEqual(['23P01', 'appointments_doctor_taken']);
		const elsewhere = await insertVisit(
			db,
			{ ...before, patientId: patient.patientId, doctorId: other.doctorId },
			'confirmed',
			10
		);
		expect(elsewhere.status).toBe('confirmed');
	});

	test('a moved visit takes its buffers along, and a slot that would need them is not offered', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db);
		const visitTypeId = await createBufferedType(db);
		const short = await createVisitType(db, { duration: 10 });
		const patient = await db.createPortalPerson();
		const visit = await db.as(patient, () =>
			book(db, {
				patientId: patient.patientId,
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: at(3, '08:10')
			})
		);
		await db.as(patient, () =>
			db.rows('select public.reschedule_appointment($1, $2)', [visit.id, at(3, '09:40')])
		);
		const free = await slotsOf(db, doctor, short);
		expect(free).toContain(at(3, '08:10'));
		expect(free).toContain(at(3, '09:20'));
		for (const taken of ['09:30', '09:40', '10:00', '10:10']) {
			expect(free, taken).not.toContain(at(3, taken));
		}
		expect(free).toContain(at(3, '10:20'));
	});

	test('an absence over the time before takes the slot', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '09:30' });
		const visitTypeId = await createBufferedType(db);
		await db.as(doctor, () =>
			db.rows(`select public.add_absence($1, 'unavailable', $2, $3)`, [
				doctor.doctorId,
				at(3, '08:46'),
				at(3, '08:50')
			])
		);
		expect(await slotsOf(db, doctor, visitTypeId)).toEqual([at(3, '08:10')]);
	});

	test('hours for some types are offered for these only', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '09:00' });
		const [general, special] = [await createVisitType(db), await createVisitType(db)];
		await db.rows(
			`insert into public.availability_rules
				(doctor_id, weekday, starts_time, ends_time, time_zone, visit_type_ids, valid_from)
			values ($1, $2, '15:00', '16:00', 'UTC', array[$3::uuid], '2020-01-01')`,
			[doctor.doctorId, weekday(3), special]
		);
		expect(await slotsOf(db, doctor, general)).toEqual([at(3, '08:00'), at(3, '08:30')]);
		expect(await slotsOf(db, doctor, special)).toEqual([
			at(3, '08:00'),
			at(3, '08:30'),
			at(3, '15:00'),
			at(3, '15:30')
		]);
	});
});

interface Rule {
	weekday: number;
	starts_time: string;
	ends_time: string;
	room_id?: string | null;
	visit_type_ids?: string[] | null;
	time_zone?: string;
}

const replaceHours = (
	db: TestDatabase,
	doctorId: string,
	rules: Rule[],
	from: string,
	expected: string | null = null
) =>
	db.rows('select * from public.replace_weekly_hours($1, $2, $3, $4)', [
		doctorId,
		JSON.stringify(rules),
		from,
		expected
	]);

const versionOf = (db: TestDatabase, doctorId: string) =>
	db.value<string>('select public.hours_version($1)', [doctorId]);

describe('weekly hours', () => {
	const everyDay = (starts: string, ends: string, extra: Partial<Rule> = {}): Rule[] =>
		[1, 2, 3, 4, 5, 6, 7].map((number) => ({
			weekday: number,
			starts_time: starts,
			ends_time: ends,
			time_zone: 'UTC',
			...extra
		}));

	test('are replaced from a day on; what was before stays as it was', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '09:00' });
		const roomId = await createRoom(db);
		const visitTypeId = await createVisitType(db);
		await db.as(doctor, () =>
			replaceHours(
				db,
				doctor.doctorId,
				[
					...everyDay('10:00', '11:00'),
					...everyDay('14:00', '14:30', { room_id: roomId, visit_type_ids: [visitTypeId] })
				],
				day(5)
			)
		);
		expect(await slotsOf(db, doctor, visitTypeId, 4)).toEqual([at(4, '08:00'), at(4, '08:30')]);
		expect(await slotsOf(db, doctor, visitTypeId, 5)).toEqual([
			at(5, '10:00'),
			at(5, '10:30'),
			at(5, '14:00')
		]);
		const ended = await db.count(
			`select from public.availability_rules where doctor_id = $1 and valid_until = $2::date - 1`,
			[doctor.doctorId, day(5)]
		);
		expect(ended).toBe(7);
	});

	test('that stay the same keep their rows, and what was planned for later is replaced', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '09:00' });
		const ids = async () =>
			(
				await db.rows<{ id: string }>(
					'select id from public.availability_rules where doctor_id = $1 order by weekday',
					[doctor.doctorId]
				)
			).map(({ id }) => id);
		const before = await ids();
		await db.as(doctor, () =>
			replaceHours(db, doctor.doctorId, everyDay('13:00', '14:00'), day(9))
		);
		await db.as(doctor, () =>
			replaceHours(db, doctor.doctorId, everyDay('15:00', '16:00'), day(9))
		);
		const visitTypeId = await createVisitType(db);
		expect(await slotsOf(db, doctor, visitTypeId, 9)).toEqual([at(9, '15:00'), at(9, '15:30')]);
		await db.rows('update public.availability_rules set valid_until = null where id = any ($1)', [
			before
		]);
		await db.as(doctor, () =>
			replaceHours(db, doctor.doctorId, everyDay('08:00', '09:00'), day(6))
		);
		expect(await ids()).toEqual(before);
	});

	test('an empty week ends the hours', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const visitTypeId = await createVisitType(db);
		await db.as(doctor, () => replaceHours(db, doctor.doctorId, [], day(4)));
		expect(await slotsOf(db, doctor, visitTypeId, 3)).toHaveLength(8);
		expect(await slotsOf(db, doctor, visitTypeId, 4)).toEqual([]);
	});

	test('changed by somebody else meanwhile are not overwritten', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const admin = await db.createStaff('admin');
		const seen = await db.as(doctor, () => versionOf(db, doctor.doctorId));
		expect(await db.as(admin, () => versionOf(db, doctor.doctorId))).toBe(seen);
		await db.as(admin, () =>
			replaceHours(db, doctor.doctorId, everyDay('09:00', '10:00'), day(2), seen)
		);
		const error = await db.refusal(doctor, () =>
			replaceHours(db, doctor.doctorId, [], day(2), seen)
		);
		expect(error.code).toBe('LN009');
		const visitTypeId = await createVisitType(db);
		expect(await slotsOf(db, doctor, visitTypeId)).toEqual([at(3, '09:00'), at(3, '09:30')]);
	});

	test('that overlap, begin in the past or are nobody’s to change are refused, and nothing is written', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db);
		const stranger = await createClinicDoctor(db);
		const before = await versionOf(db, doctor.doctorId);
		const refused = async (who: Person, rules: Rule[], from: string) => {
			const { code, constraint, hint } = await db.refusal(who, () =>
				replaceHours(db, doctor.doctorId, rules, from)
			);
			return [code, constraint ?? hint];
		};
		expect(
			await refused(doctor, [...everyDay('08:00', '12:00'), ...everyDay('11:00', '13:00')], day(3))
		).toEqual(['23P01', 'availability_rules_doctor_twice']);
		expect(await refused(doctor, [], day(-2))).toEqual(['22023', 'p_valid_from']);
		expect(await refused(stranger, [], day(3))).toEqual(['42501', undefined]);
		expect(await refused(await db.createStaff('receptionist'), [], day(3))).toEqual([
			'42501',
			undefined
		]);
		expect(await versionOf(db, doctor.doctorId)).toBe(before);
	});

	test('tell those who look at free slots, once a command', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const before = await announced(db, doctor.doctorId, 'availability_changed');
		await db.as(doctor, () =>
			replaceHours(db, doctor.doctorId, everyDay('08:00', '09:00'), day(2))
		);
		// Seven that end and seven that begin are one piece of news.
		expect(await announced(db, doctor.doctorId, 'availability_changed')).toBe(before + 1);
		await db.as(doctor, () =>
			db.rows('delete from public.availability_rules where doctor_id = $1', [doctor.doctorId])
		);
		expect(await announced(db, doctor.doctorId, 'availability_changed')).toBe(before + 2);
	});
});

interface Impact extends Record<string, unknown> {
	appointment_id: string;
	patient_id: string;
	starts_at: Date;
	updated_at: string;
	proposals: { doctor_id: string; doctor_name: string; starts_at: string; ends_at: string }[];
}

/** As the API hands it out: instants to the microsecond, as text. */
const impactOf = (db: TestDatabase, absenceId: string) =>
	db.rows<Impact>(
		`select appointment_id, patient_id, starts_at, updated_at::text, proposals
		from public.leave_impact(p_absence_id => $1)`,
		[absenceId]
	);

const rebook = (db: TestDatabase, moves: Record<string, unknown>[]) =>
	db.rows<Visit & Record<string, unknown>>('select * from public.rebook_visits($1)', [
		JSON.stringify(moves)
	]);

const addLeave = (db: TestDatabase, doctorId: string, starts: string, ends: string) =>
	db.value<string>(`select (public.add_absence($1, 'leave', $2, $3, ' Rest ')).id`, [
		doctorId,
		starts,
		ends
	]);

/** A doctor and a colleague of the specialty, and visits to the first on the third day from today. */
async function practice(db: TestDatabase, times = ['09:00', '09:30', '10:00']) {
	const doctor = await createClinicDoctor(db);
	const colleague = await db.createDoctor({
		specialtyId: doctor.specialtyId,
		name: 'Dr. Colleague'
	});
	await db.rows(
		`insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone, valid_from)
		select $1, number, '08:00', '12:00', 'UTC', '2020-01-01' from generate_series(1, 7) as number`,
		[colleague.doctorId]
	);
	const visitTypeId = await createVisitType(db);
	const visits: { id: string; patient: Awaited<ReturnType<TestDatabase['createPortalPerson']>> }[] =
		[];
	for (const time of times) {
		const patient = await db.createPortalPerson();
		const { id } = await db.as(patient, () =>
			book(db, {
				patientId: patient.patientId,
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: at(3, time)
			})
		);
		visits.push({ id, patient });
	}
	return { doctor, colleague, visitTypeId, visits };
}

describe('leave over booked visits', () => {
	test('lists them with other times: the doctor’s own first, then a colleague’s, none twice', async ({
		db
	}) => {
		const { doctor, colleague, visits } = await practice(db);
		const absence = await db.as(doctor, () =>
			addLeave(db, doctor.doctorId, at(3, '00:00'), at(4, '00:00'))
		);
		const impact = await db.as(doctor, () => impactOf(db, absence));
		expect(impact.map((row) => row.appointment_id)).toEqual(visits.map(({ id }) => id));
		for (const { proposals } of impact) {
			expect(proposals).toHaveLength(3);
			expect(proposals[0]?.doctor_id).toBe(doctor.doctorId);
			expect(proposals[1]).toMatchObject({
				doctor_id: colleague.doctorId,
				doctor_name: 'Dr. Colleague'
			});
		}
		// A colleague is free on the very day; the doctor is the day before or after.
		const [first] = impact;
		expect(new Date(first?.proposals[1]?.starts_at ?? '').toISOString()).toBe(at(3, '09:00'));
		const all = impact.flatMap(({ proposals }) =>
			proposals.map((slot) => `${slot.doctor_id} ${slot.starts_at}`)
		);
		expect(new Set(all).size).toBe(all.length);
		expect(all.filter((slot) => slot.startsWith(doctor.doctorId) && slot.includes(day(3)))).toEqual(
			[]
		);
	});

	test('can be looked at before it is entered', async ({ db }) => {
		const { doctor, visits } = await practice(db, ['09:00']);
		const rows = await db.as(doctor, () =>
			db.rows<Impact>('select appointment_id, proposals from public.leave_impact($1, $2, $3)', [
				doctor.doctorId,
				at(3, '00:00'),
				at(10, '00:00')
			])
		);
		expect(rows.map((row) => row.appointment_id)).toEqual([visits[0]?.id]);
		const own = rows[0]?.proposals.filter((slot) => slot.doctor_id === doctor.doctorId) ?? [];
		expect(own.length).toBeGreaterThan(0);
		for (const { starts_at } of own) {
			const starts = new Date(starts_at).toISOString();
			expect(starts < at(3, '00:00') || starts >= at(10, '00:00'), starts).toBe(true);
		}
		expect(
			await db.count('select from public.availability_exceptions where doctor_id = $1', [
				doctor.doctorId
			])
		).toBe(0);
	});

	test('proposes nothing while the patient is elsewhere, nor what would not fit together', async ({
		db
	}) => {
		const { doctor, colleague, visits, visitTypeId } = await practice(db, ['09:00', '09:30']);
		const busy = await createClinicDoctor(db);
		const [first] = visits;
		if (!first) throw new Error('no visit');
		await insertVisit(
			db,
			{
				patientId: first.patient.patientId,
				doctorId: busy.doctorId,
				visitTypeId,
				startsAt: at(3, '10:00')
			},
			'confirmed',
			120
		);
		// Both doctors of the specialty in one room: a time of one is no time of the other.
		const roomId = await createRoom(db);
		await db.rows('update public.availability_rules set room_id = $1 where doctor_id = any ($2)', [
			roomId,
			[doctor.doctorId, colleague.doctorId]
		]);
		const absence = await db.as(doctor, () =>
			addLeave(db, doctor.doctorId, at(3, '00:00'), at(4, '00:00'))
		);
		const impact = await db.as(doctor, () => impactOf(db, absence));
		const own = impact[0]?.proposals.map((slot) => new Date(slot.starts_at).toISOString()) ?? [];
		expect(own).toHaveLength(3);
		expect(own.filter((time) => time >= at(3, '09:31') && time < at(3, '12:00'))).toEqual([]);
		const all = impact.flatMap(({ proposals }) => proposals.map((slot) => slot.starts_at));
		expect(new Set(all).size).toBe(all.length);
	});

	test('is a doctor’s own affair and the schedulers’', async ({ db }) => {
		const { doctor } = await practice(db, ['09:00']);
		const absence = await db.as(doctor, () =>
			addLeave(db, doctor.doctorId, at(3, '00:00'), at(4, '00:00'))
		);
		const stranger = await createClinicDoctor(db);
		expect((await db.refusal(stranger, () => impactOf(db, absence))).code).toBe('PT404');
		expect(
			await db.as(await db.createStaff('receptionist'), () => impactOf(db, absence))
		).toHaveLength(1);
		const rest = await db.row(
			'select kind, reason from public.availability_exceptions where id = $1',
			[absence]
		);
		expect(rest).toEqual({ kind: 'leave', reason: 'Rest' });
		const backwards = await db.refusal(doctor, () =>
			addLeave(db, doctor.doctorId, at(4, '00:00'), at(3, '00:00'))
		);
		expect([backwards.code, backwards.hint]).toEqual(['22023', 'p_ends_at']);
	});

	test('visits to come that it touches are to be rebooked; those before and after are not', async ({
		db
	}) => {
		const { doctor, visits } = await practice(db, ['08:00', '09:00', '11:30']);
		await db.as(doctor, () => addLeave(db, doctor.doctorId, at(3, '08:45'), at(3, '09:15')));
		const open = await db.as(doctor, () =>
			db.rows<{ id: string }>('select id from public.visits_to_rebook($1)', [doctor.doctorId])
		);
		expect(open.map(({ id }) => id)).toEqual([visits[1]?.id]);
	});
});

describe('rebooking', () => {
	test('one confirmation moves all, tells the patients and leaves nothing to rebook', async ({
		db
	}) => {
		const { doctor, colleague, visits } = await practice(db);
		const absence = await db.as(doctor, () =>
			addLeave(db, doctor.doctorId, at(3, '00:00'), at(4, '00:00'))
		);
		const impact = await db.as(doctor, () => impactOf(db, absence));
		const moved = await db.as(doctor, () =>
			rebook(
				db,
				impact.map(({ appointment_id, updated_at, proposals }, index) =>
					index === 2
						? { appointment_id, updated_at, cancel: true, reason: 'No time fits' }
						: {
								appointment_id,
								updated_at,
								doctor_id: proposals[index]?.doctor_id,
								starts_at: proposals[index]?.starts_at
							}
				)
			)
		);
		const byId = new Map(moved.map((visit) => [visit.id, visit]));
		const [one, two, three] = visits.map(({ id }) => byId.get(id));
		expect(one?.doctor_id).toBe(doctor.doctorId);
		expect(two?.doctor_id).toBe(colleague.doctorId);
		expect(three).toMatchObject({
			status: 'cancelled',
			cancel_reason: 'No time fits',
			cancelled_by: doctor.id
		});
		expect(await db.as(doctor, () => impactOf(db, absence))).toEqual([]);
		for (const [index, { patient, id }] of visits.entries()) {
			const kind = index === 2 ? 'appointment_called_off' : 'appointment_moved';
			expect(
				await db.count('select from public.notifications where user_id = $1 and kind = $2', [
					patient.id,
					kind
				]),
				kind
			).toBe(1);
			expect(
				await db.count(
					`select from public.appointment_events
					where appointment_id = $1 and kind in ('rescheduled', 'cancelled') and actor_id = $2`,
					[id, doctor.id]
				)
			).toBe(1);
		}
	});

	test('nothing is moved if one visit changed since, or one time is not to be had', async ({
		db
	}) => {
		const { doctor, visits } = await practice(db, ['09:00', '09:30']);
		const absence = await db.as(doctor, () =>
			addLeave(db, doctor.doctorId, at(3, '00:00'), at(4, '00:00'))
		);
		const impact = await db.as(doctor, () => impactOf(db, absence));
		const moves = impact.map(({ appointment_id, updated_at, proposals }) => ({
			appointment_id,
			updated_at,
			...proposals[0]
		}));
		const [first, second] = visits;
		if (!first || !second) throw new Error('no visits');

		const gone = await db.refusal(doctor, () =>
			rebook(db, [moves[0] ?? {}, { ...moves[1], starts_at: at(3, '09:30') }])
		);
		expect([gone.code, gone.detail]).toEqual(['LN001', second.id]);

		await db.as(second.patient, () => db.rows('select public.cancel_appointment($1)', [second.id]));
		const stale = await db.refusal(doctor, () => rebook(db, moves));
		expect([stale.code, stale.detail]).toEqual(['LN016', second.id]);

		const same = await db.refusal(doctor, () =>
			rebook(db, [moves[0] ?? {}, { ...moves[0], starts_at: impact[0]?.proposals[1]?.starts_at }])
		);
		expect([same.code, same.hint]).toEqual(['22023', 'p_moves']);

		expect(
			await db.count('select from public.appointments where id = $1 and starts_at = $2', [
				first.id,
				at(3, '09:00')
			])
		).toBe(1);
	});

	test('two visits to one time: the table refuses, and neither is moved', async ({ db }) => {
		const { doctor } = await practice(db, ['09:00', '09:30']);
		const absence = await db.as(doctor, () =>
			addLeave(db, doctor.doctorId, at(3, '00:00'), at(4, '00:00'))
		);
		const impact = await db.as(doctor, () => impactOf(db, absence));
		const wanted = impact[0]?.proposals[0];
		const error = await db.refusal(doctor, () =>
			rebook(
				db,
				impact.map(({ appointment_id, updated_at }) => ({ appointment_id, updated_at, ...wanted }))
			)
		);
		expect([error.code, error.constraint]).toEqual(['23P01', 'appointments_doctor_taken']);
		expect(await db.as(doctor, () => impactOf(db, absence))).toHaveLength(2);
	});

	test('is not for patients, nor for visits of another doctor', async ({ db }) => {
		const { doctor, visits } = await practice(db, ['09:00']);
		const [visit] = visits;
		if (!visit) throw new Error('no visit');
		const updatedAt = await db.value<string>(
			'select updated_at::text from public.appointments where id = $1',
			[visit.id]
		);
		const moves = [{ appointment_id: visit.id, updated_at: updatedAt, starts_at: at(5, '09:00') }];
		expect((await db.refusal(visit.patient, () => rebook(db, moves))).code).toBe('42501');
		const stranger = await createClinicDoctor(db);
		expect((await db.refusal(stranger, () => rebook(db, moves))).code).toBe('PT404');
		const [moved] = await db.as(doctor, () => rebook(db, moves));
		expect(moved?.starts_at.toISOString()).toBe(at(5, '09:00'));
	});
});

describe('every clock of the world', () => {
	const windows = [
		{ opens: 0, closes: 1440 },
		{ opens: 90, closes: 210 },
		{ opens: 0, closes: 75 },
		{ opens: 1365, closes: 1440 }
	];

	/** What the doctors of `opening` offer in half hours on the days of a zone, by their hours in that zone. */
	const offer = `
		insert into offered
		select changed.zone, changed.day, slot.doctor_id, slot.starts_at
		from changed
		cross join lateral private.slots(
			$2, (changed.day - 1)::timestamp at time zone 'UTC', (changed.day + 2)::timestamp at time zone 'UTC',
			$3, p_at => timestamptz '2020-01-01'
		) slot
		where changed.zone = $1 and (slot.starts_at at time zone $1)::date = changed.day`;

	/**
	 * What should be offered and is not, and the other way round. What should be is found minute by minute,
	 * by what the clock on the wall shows: from the first minute within the hours, and again whenever the
	 * clock comes back to them, one after the other.
	 */
	const differences = `
		with shown as (
			select changed.day, opening.doctor_id, minute.instant
			from changed
			cross join lateral (
				select instant, (extract(epoch from (instant at time zone $1)::time) / 60)::integer as reads
				from generate_series(
					changed.day::timestamp at time zone 'UTC' - interval '15 hours',
					changed.day::timestamp at time zone 'UTC' + interval '39 hours',
					interval '1 minute'
				) as instant
				where (instant at time zone $1)::date = changed.day
			) minute
			join opening on minute.reads >= opening.opens and minute.reads < opening.closes
			where changed.zone = $1
		), run as (
			select day, doctor_id, min(instant) as first, count(*)::integer as minutes
			from (
				select *, instant - interval '1 minute'
					* row_number() over (partition by day, doctor_id order by instant) as before
				from shown
			) numbered
			group by day, doctor_id, before
		), expected as (
			select day, doctor_id, first + nth * interval '30 minutes' as starts_at
			from run, generate_series(0, minutes / 30 - 1) as nth
		), actual as (
			select day, doctor_id, starts_at from offered where zone = $1
		)
		(select $1 as zone, 'lost' as what, * from (select * from expected except all select * from actual) lost)
		union all
		(select $1, 'too many', * from (select * from actual except all select * from expected) surplus)`;

	/** The same between a zone and the one whose clocks go alike. */
	const unlike = `
		with one as (
			select day, doctor_id, starts_at from offered where zone = $1
		), other as (
			select day, doctor_id, starts_at from offered
			where zone = $2 and day in (select day from changed where zone = $1)
		)
		(select $1 as zone, 'lost' as what, * from (select * from other except all select * from one) lost)
		union all
		(select $1, 'too many', * from (select * from one except all select * from other) surplus)`;

	test('at every change from 2025 to 2035 no slot is lost, none doubled, all at the time they claim', async ({
		db
	}) => {
		const visitTypeId = await createVisitType(db, { duration: 30 });
		// A hundred and more zones have some thirty histories among them: one of each is walked through minute by
		// minute, the others must offer what that one does. Where midnight comes twice, the hour that is there
		// again may be that of the next day: of the first of each history that is tried too.
		await db.rows(`
			create temporary table changed on commit drop as
			with change as (
				select name as zone, day::date as day, starts, next
				from (
					select name, day, day at time zone name as starts,
						lead(day at time zone name) over (partition by name order by day) as next
					from pg_timezone_names,
						generate_series(timestamp '2025-01-01', timestamp '2036-01-02', interval '1 day') as day
					where private.is_time_zone(name)
				) midnight
				where next - starts <> interval '24 hours'
			), history as (
				select zone, first_value(zone) over (partition by changes order by zone) as alike
				from (
					select zone, string_agg(concat(day, starts, next), ' ' order by day) as changes
					from change group by zone
				) told
			)
			select distinct zone, history.alike, change.day + nth as day
			from change join history using (zone), generate_series(0, 1) as nth
			where nth = 0 or zone = history.alike`);
		const zones = await db.rows<{ zone: string; alike: string }>(
			'select distinct zone, alike from changed order by zone'
		);
		// A database without its zones would have nothing to try.
		expect(zones.length).toBeGreaterThan(100);
		expect(zones.map(({ zone }) => zone)).toEqual(
			expect.arrayContaining(['Europe/Madrid', 'Australia/Lord_Howe', 'Africa/Casablanca'])
		);

		await db.rows(
			`create temporary table opening (doctor_id uuid, opens integer, closes integer) on commit drop;
			create temporary table offered (zone text, day date, doctor_id uuid, starts_at timestamptz) on commit drop`
		);
		const clock = (minutes: number) => `${Math.floor(minutes / 60)}:${minutes % 60}`;
		const doctorIds: string[] = [];
		for (const { opens, closes } of windows) {
			const { doctorId } = await createClinicDoctor(db, {
				starts: clock(opens),
				ends: clock(closes)
			});
			doctorIds.push(doctorId);
			await db.rows('insert into opening values ($1, $2, $3)', [doctorId, opens, closes]);
		}
		await db.rows('analyze changed, opening');

		for (const { zone } of zones) {
			await db.rows(
				'update public.availability_rules set time_zone = $1 where doctor_id = any ($2)',
				[zone, doctorIds]
			);
			await db.rows(offer, [zone, doctorIds, visitTypeId]);
		}
		await db.rows('create index on offered (zone)');
		await db.rows('analyze offered');
		const wrong: unknown[] = [];
		for (const { zone, alike } of zones) {
			wrong.push(
				...(zone === alike
					? await db.rows(differences, [zone])
					: await db.rows(unlike, [zone, alike]))
			);
		}
		expect(wrong).toEqual([]);
		expect(await db.count('select from offered')).toBeGreaterThan(200_000);
	});
});

/*
 * Races can only be run by real connections that commit: these leave rows for others to see while they
 * run, all of them their own, and take them away at the end.
 */
describe('many at once', () => {
	const clients = 20;
	let pool: pg.Pool;
	let owner: pg.Client;
	let db: TestDatabase;
	const made = { users: [] as string[], patients: [] as string[], departments: [] as string[] };

	beforeAll(async () => {
		owner = await connect();
		db = new TestDatabase(owner);
		pool = new pg.Pool({ connectionString: databaseUrl(), max: clients + 1 });
	});

	afterAll(async () => {
		await pool.end();
		const { users, patients, departments } = made;
		const staff = '(select id from public.staff where user_id = any ($1))';
		await takeAway([
			['delete from public.appointments where patient_id = any ($1)', [patients]],
			[`delete from public.availability_exceptions where doctor_id in ${staff}`, [users]],
			[`delete from public.doctors where id in ${staff}`, [users]],
			['delete from public.staff where user_id = any ($1)', [users]],
			['delete from auth.users where id = any ($1)', [users]],
			['delete from public.patients where id = any ($1)', [patients]],
			[`delete from public.visit_types where name = 'Contended hours'`],
			['delete from public.specialties where department_id = any ($1)', [departments]],
			['delete from public.departments where id = any ($1)', [departments]]
		]);
		await owner.end();
	});

	/** Runs one statement as somebody in a transaction of its own; the SQLSTATE if it was refused. */
	async function attempt(person: Person, sql: string, values: unknown[]) {
		const client = await pool.connect();
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: person.id, role: 'authenticated' })]
			);
			const { rows } = await client.query(sql, values);
			await client.query('commit');
			return { id: String(rows[0]?.id), refused: null };
		} catch (error) {
			await client.query('rollback');
			if (!(error instanceof pg.DatabaseError)) throw error;
			return { id: null, refused: error.code ?? 'unknown' };
		} finally {
			client.release();
		}
	}

	async function scene() {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '18:00' });
		made.users.push(doctor.id);
		made.departments.push(
			await db.value<string>('select department_id from public.specialties where id = $1', [
				doctor.specialtyId
			])
		);
		const visitTypeId = await createVisitType(db);
		await db.rows(`update public.visit_types set name = 'Contended hours' where id = $1`, [
			visitTypeId
		]);
		const patients: Awaited<ReturnType<TestDatabase['createPortalPerson']>>[] = [];
		while (patients.length < clients) {
			const patient = await db.createPortalPerson();
			made.users.push(patient.id);
			made.patients.push(patient.patientId);
			patients.push(patient);
		}
		return { doctor, visitTypeId, patients };
	}

	const slot = (index: number) =>
		new Date(Date.parse(at(5, '08:00')) + index * 30 * 60_000).toISOString();

	/** Everybody books a time of their own while something else happens in their midst. */
	function rush(
		{ doctor, visitTypeId, patients }: Awaited<ReturnType<typeof scene>>,
		amidst: () => Promise<{ refused: string | null }>
	) {
		const bookings = patients.map(
			(patient, index) => () =>
				attempt(patient, 'select * from public.book_appointment($1, $2, $3, $4)', [
					patient.patientId,
					doctor.doctorId,
					slot(index),
					visitTypeId
				])
		);
		const half = clients / 2;
		const first = bookings.slice(0, half).map((run) => run());
		const between = amidst();
		const second = bookings.slice(half).map((run) => run());
		return Promise.all([between, Promise.all([...first, ...second])]);
	}

	committed(
		'twenty book while leave is added: each is refused or in the list of the leave, none lost',
		async () => {
			const outcomes = new Set<string>();
			for (let round = 0; round < 5; round++) {
				const setting = await scene();
				const [leave, booked] = await rush(setting, () =>
					attempt(setting.doctor, `select * from public.add_absence($1, 'leave', $2, $3)`, [
						setting.doctor.doctorId,
						at(5, '00:00'),
						at(6, '00:00')
					])
				);
				expect(leave.refused).toBeNull();
				for (const { refused } of booked) {
					expect([null, 'LN001']).toContain(refused);
					outcomes.add(refused ?? 'booked');
				}
				const listed = await db.rows<{ id: string }>('select id from public.visits_to_rebook($1)', [
					setting.doctor.doctorId
				]);
				expect(listed.map(({ id }) => id).sort()).toEqual(
					booked.flatMap(({ id }) => id ?? []).sort()
				);
			}
			// Both happened, or the race was none.
			expect(outcomes).toEqual(new Set(['booked', 'LN001']));
		}
	);

	committed(
		'twenty book while the week is painted anew: afterwards only times of the new hours are to be had',
		async () => {
			const outcomes = new Set<string>();
			for (let round = 0; round < 5; round++) {
				const setting = await scene();
				const { doctor, visitTypeId, patients } = setting;
				const [saved, booked] = await rush(setting, () =>
					attempt(doctor, 'select id from public.replace_weekly_hours($1, $2, $3)', [
						doctor.doctorId,
						JSON.stringify([
							{ weekday: weekday(5), starts_time: '08:15', ends_time: '18:15', time_zone: 'UTC' }
						]),
						day(2)
					])
				);
				expect(saved.refused).toBeNull();
				for (const { refused } of booked) {
					expect([null, 'LN001']).toContain(refused);
					outcomes.add(refused ?? 'booked');
				}
				expect(
					await db.count('select from public.appointments where doctor_id = $1', [doctor.doctorId])
				).toBe(booked.filter(({ refused }) => refused === null).length);
				const [patient] = patients;
				const late = await attempt(
					patient ?? doctor,
					'select * from public.book_appointment($1, $2, $3, $4)',
					[patient?.patientId, doctor.doctorId, slot(19), visitTypeId]
				);
				expect(late.refused).toBe('LN001');
			}
			expect(outcomes).toEqual(new Set(['booked', 'LN001']));
		}
	);
});
