import type { DatabaseError } from 'pg';
import {
	at,
	book,
	createClinicDoctor,
	createRoom,
	createVisitType,
	freeSlots,
	insertVisit,
	makeItNoon,
	type Visit
} from '../../support/clinic.ts';
import { describe, expect, test, type TestDatabase } from '../../support/database.ts';

const minute = 60_000;
const fromNow = (minutes: number) => new Date(Date.now() + minutes * minute).toISOString();

/** A doctor with hours, a patient with an account and a type of visit, and a place three days ahead. */
async function clinic(db: TestDatabase) {
	const doctor = await createClinicDoctor(db);
	const patient = await db.createPortalPerson({ givenName: 'Ada', familyName: 'Lovelace' });
	const visitTypeId = await createVisitType(db);
	return {
		doctor,
		patient,
		visitTypeId,
		place: {
			patientId: patient.patientId,
			doctorId: doctor.doctorId,
			visitTypeId,
			startsAt: at(3, '09:00')
		}
	};
}

const visitOf = (db: TestDatabase, id: string) =>
	db.row<Visit & Record<string, unknown>>('select * from public.appointments where id = $1', [id]);

const visitsOf = (db: TestDatabase, patientId: string) =>
	db.count('select from public.appointments where patient_id = $1', [patientId]);

const setStatus = (db: TestDatabase, id: string, status: string) =>
	db.row<Visit & Record<string, unknown>>('select * from public.set_appointment_status($1, $2)', [
		id,
		status
	]);

const cancel = (db: TestDatabase, id: string, reason: string | null = null) =>
	db.row<Visit & Record<string, unknown>>('select * from public.cancel_appointment($1, $2)', [
		id,
		reason
	]);

const move = (db: TestDatabase, id: string, startsAt: string, doctorId: string | null = null) =>
	db.row<Visit & Record<string, unknown>>(
		'select * from public.reschedule_appointment($1, $2, $3)',
		[id, startsAt, doctorId]
	);

const broken = ({ code, constraint }: DatabaseError) => [code, constraint];

describe('free slots', () => {
	test('follow each other by duration and buffer, inside the hours', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '10:10' });
		const visitTypeId = await createVisitType(db, { duration: 30, buffer: 10 });
		const slots = await db.as(await db.createStaff('receptionist'), () =>
			freeSlots(db, doctor.doctorId, visitTypeId, at(3, '00:00'), at(4, '00:00'))
		);
		expect(slots).toEqual([at(3, '08:00'), at(3, '08:40'), at(3, '09:20')]);
	});

	test('keep their times when leave takes some of them away', async ({ db }) => {
		const { doctor, visitTypeId, patient } = await clinic(db);
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'unavailable', $2, $3)`,
			[doctor.doctorId, at(3, '08:10'), at(3, '11:20')]
		);
		const slots = await db.as(patient, () =>
			freeSlots(db, doctor.doctorId, visitTypeId, at(3, '00:00'), at(4, '00:00'))
		);
		expect(slots).toEqual([at(3, '11:30')]);
	});

	test('an extra window adds some, and doubles none where it overlaps the hours', async ({
		db
	}) => {
		const { doctor, visitTypeId, patient } = await clinic(db);
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'extra', $2, $3)`,
			[doctor.doctorId, at(3, '11:15'), at(3, '13:00')]
		);
		const slots = await db.as(patient, () =>
			freeSlots(db, doctor.doctorId, visitTypeId, at(3, '11:00'), at(4, '00:00'))
		);
		expect(slots).toEqual([at(3, '11:00'), at(3, '11:30'), at(3, '12:00'), at(3, '12:30')]);
	});

	test('of a night are one window: one lies across midnight, and is booked like any other', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db, { starts: '22:00', ends: '24:00' });
		await db.rows(
			`insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone, valid_from)
			select $1, weekday, '00:00', '06:00', 'UTC', '2020-01-01' from generate_series(1, 7) as weekday`,
			[doctor.doctorId]
		);
		const visitTypeId = await createVisitType(db, { duration: 45 });
		const desk = await db.createStaff('receptionist');
		const slots = (from: string, until: string) =>
			db.as(desk, () => freeSlots(db, doctor.doctorId, visitTypeId, from, until));
		const night = ['22:00', '22:45', '23:30'].map((time) => at(3, time));
		const morning = ['00:15', '01:00', '01:45', '02:30', '03:15', '04:00', '04:45'];
		expect(await slots(at(3, '12:00'), at(4, '12:00'))).toEqual([
			...night,
			...morning.map((time) => at(4, time))
		]);
		// However little of the night is asked for.
		expect(await slots(at(4, '00:00'), at(4, '01:00'))).toEqual([at(4, '00:15')]);
		for (const startsAt of [at(3, '23:30'), at(4, '00:15')]) {
			const patientId = await db.createPatient();
			const place = { patientId, doctorId: doctor.doctorId, visitTypeId, startsAt };
			expect((await db.as(desk, () => book(db, place))).starts_at.toISOString()).toBe(startsAt);
		}
		expect((await slots(at(3, '12:00'), at(4, '12:00'))).slice(0, 3)).toEqual([
			at(3, '22:00'),
			at(3, '22:45'),
			at(4, '01:00')
		]);
	});

	test('of hours round the clock begin anew at each midnight, whenever one asks', async ({
		db
	}) => {
		const doctor = await createClinicDoctor(db, { starts: '00:00', ends: '24:00' });
		const visitTypeId = await createVisitType(db, { duration: 50 });
		const desk = await db.createStaff('receptionist');
		for (const day of [3, 4]) {
			const slots = await db.as(desk, () =>
				freeSlots(db, doctor.doctorId, visitTypeId, at(day, '00:00'), at(day + 1, '00:00'))
			);
			expect(slots.slice(0, 2)).toEqual([at(day, '00:00'), at(day, '00:50')]);
		}
	});

	test('a visit takes its slot; cancelled or missed it gives it back', async ({ db }) => {
		const { doctor, visitTypeId, patient, place } = await clinic(db);
		const visit = await insertVisit(db, place);
		const free = () =>
			db.as(patient, () =>
				freeSlots(db, doctor.doctorId, visitTypeId, at(3, '08:30'), at(3, '10:00'))
			);
		expect(await free()).toEqual([at(3, '08:30'), at(3, '09:30')]);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		expect(await free()).toEqual([at(3, '08:30'), at(3, '09:00'), at(3, '09:30')]);
	});

	test('a room that another doctor uses then is not free', async ({ db }) => {
		const roomId = await createRoom(db);
		const doctor = await createClinicDoctor(db, { roomId });
		const { place, visitTypeId, patient } = await clinic(db);
		const visit = await insertVisit(db, place);
		await db.rows('update public.appointments set room_id = $2 where id = $1', [visit.id, roomId]);
		const slots = await db.as(patient, () =>
			freeSlots(db, doctor.doctorId, visitTypeId, at(3, '08:30'), at(3, '10:00'))
		);
		expect(slots).toEqual([at(3, '08:30'), at(3, '09:30')]);
	});

	test('a patient sees them after the minimum notice, reception at once', async ({ db }) => {
		const doctor = await createClinicDoctor(db, { starts: '00:00', ends: '24:00' });
		const visitTypeId = await createVisitType(db, { notice: 24 * 60 });
		const free = () => freeSlots(db, doctor.doctorId, visitTypeId, fromNow(0), fromNow(48 * 60));
		const first = (slots: string[]) => Date.parse(slots[0] ?? '') - Date.now();
		expect(first(await db.as(await db.createPortalPerson(), free))).toBeGreaterThan(
			24 * 60 * minute - 5000
		);
		expect(first(await db.as(await db.createStaff('receptionist'), free))).toBeLessThan(
			31 * minute
		);
		expect(first(await db.as(doctor, free))).toBeLessThan(31 * minute);
	});

	test('of a type patients may not book are for reception and the doctor', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const visitTypeId = await createVisitType(db, { bookableByPatient: false });
		const free = () => freeSlots(db, doctor.doctorId, visitTypeId, at(3, '00:00'), at(4, '00:00'));
		expect(await db.as(await db.createPortalPerson(), free)).toEqual([]);
		expect(await db.as(await createClinicDoctor(db), free)).toEqual([]);
		expect(await db.as(await db.createStaff('receptionist'), free)).toHaveLength(8);
		expect(await db.as(doctor, free)).toHaveLength(8);
	});

	test('there are none of who left, takes no patients or practises something else', async ({
		db
	}) => {
		const { doctor, visitTypeId, patient } = await clinic(db);
		const other = await createClinicDoctor(db);
		const free = (type = visitTypeId) =>
			db.as(patient, () => freeSlots(db, doctor.doctorId, type, at(3, '00:00'), at(4, '00:00')));
		expect(await free()).toHaveLength(8);
		expect(await free(await createVisitType(db, { specialtyId: other.specialtyId }))).toEqual([]);
		for (const change of [
			'update public.doctors set active = false where id = $1',
			'update public.doctors set accepts_patients = false where id = $1',
			'update public.staff set active = false where id = $1'
		]) {
			await db.undone(async () => {
				await db.rows(change, [doctor.doctorId]);
				expect(await free(), change).toEqual([]);
			});
		}
	});

	test('a range without sense is refused by name, an unknown type as not found', async ({ db }) => {
		const { doctor, visitTypeId, patient } = await clinic(db);
		const tooLong = await db.refusal(patient, () =>
			freeSlots(db, doctor.doctorId, visitTypeId, at(0, '00:00'), at(100, '00:00'))
		);
		expect([tooLong.code, tooLong.hint]).toEqual(['22023', 'p_until']);
		const unknown = await db.refusal(patient, () =>
			freeSlots(db, doctor.doctorId, doctor.doctorId, at(0, '00:00'), at(1, '00:00'))
		);
		expect([unknown.code, unknown.hint]).toEqual(['PT404', 'p_visit_type_id']);
	});

	test('the first of a specialty come from all its doctors, earliest first', async ({ db }) => {
		const { doctor, visitTypeId, patient } = await clinic(db);
		const colleague = await db.createDoctor({ specialtyId: doctor.specialtyId });
		await db.rows(
			`insert into public.availability_rules
				(doctor_id, weekday, starts_time, ends_time, time_zone, valid_from)
			select $1, weekday, '08:15', '08:45', 'UTC', $2::date from generate_series(1, 7) as weekday`,
			[colleague.doctorId, at(40, '00:00')]
		);
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'leave', now() - interval '1 day', $2)`,
			[doctor.doctorId, at(40, '00:00')]
		);
		const found = await db.as(patient, () =>
			db.rows('select * from public.first_free_slots($1, $2, now(), 3)', [
				doctor.specialtyId,
				visitTypeId
			])
		);
		expect(found.map((slot) => [slot.doctor_name, slot.starts_at.toISOString()])).toEqual([
			[doctor.name, at(40, '08:00')],
			[colleague.name, at(40, '08:15')],
			[doctor.name, at(40, '08:30')]
		]);
	});
});

describe('clock changes', () => {
	interface Change {
		time_zone: string;
		day: string;
	}

	/** Every day of some years on which the clocks of some awkward zones are changed. */
	const changes = (db: TestDatabase) =>
		db.rows<Change & Record<string, unknown>>(
			`select zone as time_zone, day::date::text as day
			from unnest(array['Australia/Lord_Howe', 'Pacific/Apia', 'America/Sao_Paulo',
				'America/New_York', 'America/Santiago', 'Africa/Casablanca', 'Antarctica/Troll']) as zone,
				generate_series(timestamp '2018-01-01', timestamp '2028-01-01', interval '1 day') as day
			where extract(year from day) in (2018, 2026, 2027)
				and private.clock_offset(day at time zone zone, zone)
				<> private.clock_offset((day + interval '1 day') at time zone zone, zone)
			order by 1, 2`
		);

	/** Every minute of that day, with what the clock on the wall shows, in minutes after midnight. */
	const minutesOf = (db: TestDatabase, change: Change) =>
		db.rows<{ instant: Date; shown: number }>(
			`select minute as instant,
				(extract(epoch from (minute at time zone $1)::time) / 60)::integer as shown
			from generate_series(
				($2::date - 1)::timestamp at time zone 'UTC',
				($2::date + 2)::timestamp at time zone 'UTC',
				interval '1 minute'
			) as minute
			where (minute at time zone $1)::date = $2::date
			order by 1`,
			[change.time_zone, change.day]
		);

	/**
	 * What slots of half an hour there should be, found by walking through the minutes: from the first
	 * minute within the hours, and again whenever the clock comes back to them, one after the other.
	 */
	function slotsWithin(
		minutes: { instant: Date; shown: number }[],
		opens: number,
		closes: number
	): string[] {
		const slots: string[] = [];
		let run = 0;
		let previous = 0;
		for (const { instant, shown } of minutes) {
			if (shown < opens || shown >= closes) continue;
			run = instant.getTime() === previous + minute ? run + 1 : 1;
			previous = instant.getTime();
			if (run % 30 === 0) slots.push(new Date(previous - 29 * minute).toISOString());
		}
		return slots;
	}

	const clock = (minutes: number) =>
		`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

	test('neither lose nor double a slot, and keep all inside the hours', async ({ db }) => {
		const visitTypeId = await createVisitType(db, { duration: 30 });
		const windows: { opens: number; closes: number; doctorId: string }[] = [];
		for (const [opens, closes] of [
			[0, 1440],
			[480, 1020],
			[90, 210],
			[135, 300],
			[0, 90],
			[1365, 1440]
		] as const) {
			const { doctorId } = await createClinicDoctor(db, {
				starts: clock(opens),
				ends: clock(closes)
			});
			windows.push({ opens, closes, doctorId });
		}
		const doctorIds = windows.map((window) => window.doctorId);
		const days = await changes(db);
		expect(new Set(days.map((change) => change.time_zone)).size).toBe(7);

		for (const change of days) {
			await db.rows(
				`update public.availability_rules
				set time_zone = $2, valid_from = $3, valid_until = $3 where doctor_id = any ($1)`,
				[doctorIds, change.time_zone, change.day]
			);
			const slots = await db.rows<{ doctor_id: string; starts_at: Date }>(
				`select doctor_id, starts_at from private.slots(
					$1, $2::date - 1, $2::date + 2, $3, p_at => timestamptz '2015-01-01'
				)`,
				[doctorIds, change.day, visitTypeId]
			);
			const minutes = await minutesOf(db, change);
			for (const { opens, closes, doctorId } of windows) {
				expect(
					slots
						.filter((slot) => slot.doctor_id === doctorId)
						.map((slot) => slot.starts_at.toISOString()),
					`${change.time_zone} ${change.day} ${clock(opens)}–${clock(closes)}`
				).toEqual(slotsWithin(minutes, opens, closes));
			}
		}
	});

	test('a day that loses an hour offers fewer slots, a day that gains one more', async ({ db }) => {
		const doctor = await createClinicDoctor(db, {
			starts: '00:00',
			ends: '06:00',
			timeZone: 'Australia/Lord_Howe'
		});
		const visitTypeId = await createVisitType(db, { duration: 30 });
		const slotsOn = (day: string) =>
			db.count(
				`select from private.slots(array[$1::uuid],
					$2::timestamp at time zone 'Australia/Lord_Howe',
					($2::timestamp + interval '1 day') at time zone 'Australia/Lord_Howe',
					$3, p_at => timestamptz '2020-01-01')`,
				[doctor.doctorId, day, visitTypeId]
			);
		// On Lord Howe the clocks move by half an hour.
		expect(await slotsOn('2027-10-03')).toBe(11);
		expect(await slotsOn('2027-04-04')).toBe(13);
		expect(await slotsOn('2027-04-05')).toBe(12);
	});
});

describe('booking', () => {
	test('a patient books for themselves', async ({ db }) => {
		const { patient, doctor, place } = await clinic(db);
		const visit = await db.as(patient, () => book(db, place, { reason: '  Headache ' }));
		expect(visit).toMatchObject({
			patient_id: patient.patientId,
			doctor_id: doctor.doctorId,
			status: 'confirmed',
			reason: 'Headache',
			overbooked: false,
			booked_by: patient.id
		});
		expect(visit.starts_at.toISOString()).toBe(at(3, '09:00'));
		expect(visit.ends_at.toISOString()).toBe(at(3, '09:30'));
	});

	test('a patient may not book for somebody else, and nothing is written', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const stranger = await db.createPortalPerson();
		const error = await db.refusal(stranger, () => book(db, place));
		expect(error.code).toBe('42501');
		expect(await visitsOf(db, patient.patientId)).toBe(0);
	});

	test('a parent books for a child', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const parent = await db.createUser();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'parent')`,
			[parent.id, patient.patientId]
		);
		expect((await db.as(parent, () => book(db, place))).booked_by).toBe(parent.id);
	});

	test('reception books for anybody; other staff do not', async ({ db }) => {
		const { place } = await clinic(db);
		for (const role of ['nurse', 'bed_manager', 'housekeeper', 'doctor'] as const) {
			const error = await db.refusal(await db.createStaff(role), () => book(db, place));
			expect(error.code, role).toBe('42501');
		}
		const visit = await db.as(await db.createStaff('receptionist'), () => book(db, place));
		expect(visit.status).toBe('confirmed');
	});

	test('a stranger cannot book', async ({ db }) => {
		const { place } = await clinic(db);
		expect((await db.refusal('anon', () => book(db, place))).code).toBe('42501');
	});

	test('a type that wants confirming makes a request', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const visitTypeId = await createVisitType(db, { requiresConfirmation: true });
		const visit = await db.as(patient, () => book(db, { ...place, visitTypeId }));
		expect(visit.status).toBe('requested');
	});

	test('the visit gets the room of those hours and keeps its buffer', async ({ db }) => {
		const roomId = await createRoom(db);
		const doctor = await createClinicDoctor(db, { roomId });
		const visitTypeId = await createVisitType(db, { duration: 20, buffer: 10 });
		const patient = await db.createPortalPerson();
		const visit = await db.as(patient, () =>
			book(db, {
				patientId: patient.patientId,
				doctorId: doctor.doctorId,
				visitTypeId,
				startsAt: at(3, '08:30')
			})
		);
		expect(visit.room_id).toBe(roomId);
		expect(visit.ends_at.toISOString()).toBe(at(3, '09:00'));
	});

	const notOffered: [
		string,
		(context: Awaited<ReturnType<typeof clinic>>, db: TestDatabase) => unknown
	][] = [
		['between two slots', ({ place }) => (place.startsAt = at(3, '09:10'))],
		['outside the hours', ({ place }) => (place.startsAt = at(3, '12:00'))],
		['in the past', ({ place }) => (place.startsAt = at(-1, '09:00'))],
		[
			'during leave',
			({ doctor }, db) =>
				db.rows(
					`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
						values ($1, 'leave', now(), now() + interval '10 days')`,
					[doctor.doctorId]
				)
		],
		[
			'with too short notice',
			({ visitTypeId }, db) =>
				db.rows('update public.visit_types set minimum_notice_minutes = 10000 where id = $1', [
					visitTypeId
				])
		],
		[
			'of a type patients may not book',
			({ visitTypeId }, db) =>
				db.rows('update public.visit_types set bookable_by_patient = false where id = $1', [
					visitTypeId
				])
		],
		[
			'of a type no longer in use',
			({ visitTypeId }, db) =>
				db.rows('update public.visit_types set active = false where id = $1', [visitTypeId])
		],
		[
			'with a doctor who takes no patients',
			({ doctor }, db) =>
				db.rows('update public.doctors set accepts_patients = false where id = $1', [
					doctor.doctorId
				])
		]
	];
	for (const [name, arrange] of notOffered) {
		test(`a time ${name} is refused and nothing is written`, async ({ db }) => {
			const context = await clinic(db);
			await arrange(context, db);
			const error = await db.refusal(context.patient, () => book(db, context.place));
			expect(error.code).toBe('LN001');
			expect(await visitsOf(db, context.patient.patientId)).toBe(0);
		});
	}

	test('a taken slot is refused by the rule that it breaks, and nothing is written', async ({
		db
	}) => {
		const { patient, doctor, place, visitTypeId } = await clinic(db);
		const other = await db.createPortalPerson();
		await db.as(patient, () => book(db, place));

		const sameDoctor = await db.refusal(other, () =>
			book(db, { ...place, patientId: other.patientId })
		);
		expect(broken(sameDoctor)).toEqual(['23P01', 'appointments_doctor_taken']);
		expect(await visitsOf(db, other.patientId)).toBe(0);

		const elsewhere = await createClinicDoctor(db);
		const samePatient = await db.refusal(patient, () =>
			book(db, { ...place, doctorId: elsewhere.doctorId })
		);
		expect(broken(samePatient)).toEqual(['23P01', 'appointments_patient_elsewhere']);

		const roomId = await createRoom(db);
		await db.rows('update public.appointments set room_id = $2 where doctor_id = $1', [
			doctor.doctorId,
			roomId
		]);
		const sharing = await createClinicDoctor(db, { roomId });
		const sameRoom = await db.refusal(other, () =>
			book(db, { ...place, patientId: other.patientId, visitTypeId, doctorId: sharing.doctorId })
		);
		expect(broken(sameRoom)).toEqual(['23P01', 'appointments_room_taken']);
		expect(await visitsOf(db, other.patientId)).toBe(0);
	});

	test('the rules hold for whoever writes the table, the owner too', async ({ db }) => {
		const { place } = await clinic(db);
		await insertVisit(db, place);
		const overlapping = { ...place, startsAt: at(3, '09:29') };
		const error = await db.refusal('owner', () => insertVisit(db, overlapping));
		expect(error.code).toBe('23P01');
		await insertVisit(db, { ...place, startsAt: at(3, '09:30') });
	});

	test('nobody writes the table but through the commands', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const visit = await insertVisit(db, place);
		for (const person of [await db.createStaff('admin'), patient]) {
			const attempts = [
				() => insertVisit(db, { ...place, startsAt: at(3, '10:00') }),
				() => db.rows('update public.appointments set reason = null where id = $1', [visit.id]),
				() => db.rows('delete from public.appointments where id = $1', [visit.id])
			];
			for (const attempt of attempts)
				expect((await db.refusal(person, attempt)).code).toBe('42501');
		}
		expect(await visitOf(db, visit.id)).toEqual(visit);
	});

	test('what is missing or unknown is named', async ({ db }) => {
		const { place, patient, doctor } = await clinic(db);
		const desk = await db.createStaff('receptionist');
		const named = async (change: Partial<Record<keyof typeof place, string | null>>) => {
			const error = await db.refusal(desk, () => book(db, { ...place, ...change } as typeof place));
			return [error.code, error.hint];
		};
		expect(await named({ patientId: null })).toEqual(['22023', 'p_patient_id']);
		expect(await named({ startsAt: null })).toEqual(['22023', 'p_starts_at']);
		expect(await named({ patientId: doctor.doctorId })).toEqual(['PT404', 'p_patient_id']);
		expect(await named({ doctorId: patient.patientId })).toEqual(['PT404', 'p_doctor_id']);
		expect(await named({ visitTypeId: patient.patientId })).toEqual(['PT404', 'p_visit_type_id']);
	});
});

describe('a retry', () => {
	test('with the same key gives back the visit it booked', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const [first, second] = await db.as(patient, async () => [
			await book(db, place, { key: 'tap', reason: 'Cough' }),
			await book(db, place, { key: 'tap', reason: 'Cough' })
		]);
		expect(second).toEqual(first);
		expect(await visitsOf(db, patient.patientId)).toBe(1);
	});

	test('with the same key and another request is refused', async ({ db }) => {
		const { place, patient } = await clinic(db);
		await db.as(patient, () => book(db, place, { key: 'tap' }));
		const error = await db.refusal(patient, () =>
			book(db, { ...place, startsAt: at(3, '10:00') }, { key: 'tap' })
		);
		expect(error.code).toBe('LN004');
		expect(await visitsOf(db, patient.patientId)).toBe(1);
	});

	test('hears the same answer, also when the visit has been moved since', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const visit = await db.as(patient, () => book(db, place, { key: 'tap' }));
		await db.as(patient, () => move(db, visit.id, at(3, '11:00')));
		const again = await db.as(patient, () => book(db, place, { key: 'tap' }));
		expect(again).toEqual(visit);
		expect(await visitsOf(db, patient.patientId)).toBe(1);
	});

	test('keys of two people have nothing to do with each other', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const other = await db.createPortalPerson();
		await db.as(patient, () => book(db, place, { key: 'tap' }));
		const visit = await db.as(other, () =>
			book(db, { ...place, patientId: other.patientId, startsAt: at(3, '10:00') }, { key: 'tap' })
		);
		expect(visit.patient_id).toBe(other.patientId);
	});
});

describe('overbooking', () => {
	const overbook = (
		db: TestDatabase,
		place: Awaited<ReturnType<typeof clinic>>['place'],
		why: string | null = 'Cannot wait'
	) =>
		db.row<Visit & Record<string, unknown>>(
			'select * from public.overbook_appointment($1, $2, $3, $4, p_overbook_reason => $5)',
			[place.patientId, place.doctorId, place.startsAt, place.visitTypeId, why]
		);

	test('is an act of its own: permitted to admins, marked and recorded', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const other = await db.createPatient();
		await db.as(patient, () => book(db, place));
		const refused = await db.refusal(await db.createStaff('receptionist'), () =>
			overbook(db, { ...place, patientId: other })
		);
		expect(refused.code).toBe('42501');
		expect(await visitsOf(db, other)).toBe(0);

		const visit = await db.as(await db.createStaff('admin'), () =>
			overbook(db, { ...place, patientId: other })
		);
		expect(visit).toMatchObject({ overbooked: true, overbook_reason: 'Cannot wait' });
		expect(
			await db.value(
				`select details - 'starts_at' - 'doctor_id' from public.appointment_events where appointment_id = $1`,
				[visit.id]
			)
		).toEqual({ overbooked: true, overbook_reason: 'Cannot wait' });
		expect(
			await db.count(
				`select from audit.events where table_name = 'appointments' and row_id = $1::text
					and after ->> 'overbook_reason' = 'Cannot wait'`,
				[visit.id]
			)
		).toBe(1);
	});

	test('without a reason is refused, and nothing is written', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const admin = await db.createStaff('admin');
		for (const why of [null, '  ', 'x'.repeat(501)]) {
			const error = await db.refusal(admin, () => overbook(db, place, why));
			expect([error.code, error.hint]).toEqual(['22023', 'p_overbook_reason']);
		}
		expect(await visitsOf(db, patient.patientId)).toBe(0);
	});

	test('ends when the visit is moved to a free time', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const admin = await db.createStaff('admin');
		const other = await db.createPatient();
		await db.as(patient, () => book(db, place));
		const visit = await db.as(admin, () => overbook(db, { ...place, patientId: other }));
		const moved = await db.as(admin, () => move(db, visit.id, at(3, '10:00')));
		expect(moved).toMatchObject({ overbooked: false, overbook_reason: null });
	});
});

describe('steps of a visit', () => {
	const statuses = [
		'requested',
		'confirmed',
		'checked_in',
		'in_consultation',
		'completed',
		'cancelled',
		'no_show'
	] as const;
	const legal: Record<(typeof statuses)[number], readonly string[]> = {
		requested: ['confirmed', 'cancelled'],
		confirmed: ['checked_in', 'cancelled', 'no_show'],
		checked_in: ['in_consultation', 'cancelled', 'no_show'],
		in_consultation: ['completed'],
		completed: [],
		cancelled: [],
		no_show: ['checked_in', 'confirmed']
	};

	for (const from of statuses) {
		for (const to of statuses) {
			const allowed = legal[from].includes(to);
			test(`${from} → ${to} is ${allowed ? 'taken' : 'refused'}`, async ({ db }) => {
				const { place } = await clinic(db);
				const desk = await db.createStaff('receptionist');
				if (from === 'no_show') await makeItNoon(db);
				const visit = await insertVisit(db, { ...place, startsAt: fromNow(-5) }, from);
				if (allowed) {
					const after = await db.as(desk, () => setStatus(db, visit.id, to));
					expect(after.status).toBe(to);
				} else {
					const error = await db.refusal(desk, () => setStatus(db, visit.id, to));
					expect(error.code).toBe('LN003');
					expect(await visitOf(db, visit.id)).toEqual(visit);
				}
			});
		}
	}

	test('the table refuses them to its owner as well', async ({ db }) => {
		const { place } = await clinic(db);
		const visit = await insertVisit(db, place, 'completed');
		const error = await db.refusal('owner', () =>
			db.rows(`update public.appointments set status = 'confirmed' where id = $1`, [visit.id])
		);
		expect(error.code).toBe('LN003');
	});

	test('nobody is a no-show before the visit should begin', async ({ db }) => {
		const { place, doctor } = await clinic(db);
		const visit = await insertVisit(db, { ...place, startsAt: fromNow(10) });
		const error = await db.refusal(doctor, () => setStatus(db, visit.id, 'no_show'));
		expect(error.code).toBe('LN003');
		expect((await visitOf(db, visit.id)).status).toBe('confirmed');
	});

	test('check-in opens two hours ahead', async ({ db }) => {
		const { place } = await clinic(db);
		const desk = await db.createStaff('receptionist');
		const early = await insertVisit(db, { ...place, startsAt: fromNow(125) });
		const due = await insertVisit(db, { ...place, startsAt: fromNow(60) });
		const error = await db.refusal(desk, () => setStatus(db, early.id, 'checked_in'));
		expect(error.code).toBe('LN003');
		expect((await db.as(desk, () => setStatus(db, due.id, 'checked_in'))).status).toBe(
			'checked_in'
		);
	});

	test('who did what and when is kept', async ({ db }) => {
		const { place, doctor } = await clinic(db);
		const desk = await db.createStaff('receptionist');
		const visit = await insertVisit(db, { ...place, startsAt: fromNow(-5) });
		await db.as(desk, () => setStatus(db, visit.id, 'checked_in'));
		await db.as(doctor, () => setStatus(db, visit.id, 'in_consultation'));
		const done = await db.as(doctor, () => setStatus(db, visit.id, 'completed'));
		expect(done.checked_in_at).not.toBeNull();
		expect(done.started_at).not.toBeNull();
		expect(done.completed_at).not.toBeNull();
		const events = await db.as(doctor, () =>
			db.rows(
				`select kind, actor_id, from_status, to_status from public.appointment_events
				where appointment_id = $1 and kind <> 'booked'
				order by array_position(array['checked_in', 'started', 'completed'], kind)`,
				[visit.id]
			)
		);
		expect(events).toEqual([
			{ kind: 'checked_in', actor_id: desk.id, from_status: 'confirmed', to_status: 'checked_in' },
			{
				kind: 'started',
				actor_id: doctor.id,
				from_status: 'checked_in',
				to_status: 'in_consultation'
			},
			{
				kind: 'completed',
				actor_id: doctor.id,
				from_status: 'in_consultation',
				to_status: 'completed'
			}
		]);
	});

	test('what happened to one visit is read without going through all the others', async ({
		db
	}) => {
		const { place, doctor, patient } = await clinic(db);
		const visits: Visit[] = [];
		for (let day = 3; day < 43; day++)
			visits.push(await insertVisit(db, { ...place, startsAt: at(day, '09:00') }));
		const visitsRead = async () =>
			Number(
				await db.value<string>(
					`select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
					where relid = 'public.appointments'::regclass`
				)
			);
		for (const reader of [doctor, patient]) {
			const before = await visitsRead();
			const events = await db.as(reader, () =>
				db.rows('select kind from public.appointment_events where appointment_id = $1', [
					visits[7]?.id
				])
			);
			expect(events).toEqual([{ kind: 'booked' }]);
			expect((await visitsRead()) - before).toBeLessThan(5);
		}
	});

	test('a doctor moves own visits; for others there is no such visit, or no such work', async ({
		db
	}) => {
		const { place, doctor, patient } = await clinic(db);
		const visit = await insertVisit(db, { ...place, startsAt: fromNow(-5) });
		const refusal = async (person: Parameters<TestDatabase['as']>[0]) =>
			(await db.refusal(person, () => setStatus(db, visit.id, 'checked_in'))).code;
		expect(await refusal(await createClinicDoctor(db))).toBe('PT404');
		expect(await refusal(await db.createPortalPerson())).toBe('PT404');
		expect(await refusal(await db.createStaff('nurse'))).toBe('42501');
		expect(await refusal(patient)).toBe('42501');
		expect(await refusal('anon')).toBe('42501');
		expect((await visitOf(db, visit.id)).status).toBe('confirmed');
		expect((await db.as(doctor, () => setStatus(db, visit.id, 'checked_in'))).status).toBe(
			'checked_in'
		);
	});

	test('a status there is not is bad input', async ({ db }) => {
		const { place, doctor } = await clinic(db);
		const visit = await insertVisit(db, place);
		const error = await db.refusal(doctor, () => setStatus(db, visit.id, 'teleported'));
		expect([error.code, error.hint]).toEqual(['22023', 'p_status']);
	});
});

describe('cancelling', () => {
	test('a patient cancels an own visit to come; reason and canceller are kept', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const visit = await insertVisit(db, place);
		const after = await db.as(patient, () => cancel(db, visit.id, 'Feeling better'));
		expect(after).toMatchObject({
			status: 'cancelled',
			cancelled_by: patient.id,
			cancel_reason: 'Feeling better'
		});
		expect(after.cancelled_at).not.toBeNull();
	});

	test('a patient cancels nobody else’s visit, and none that has begun', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const coming = await insertVisit(db, place);
		const begun = await insertVisit(db, { ...place, startsAt: fromNow(-5) });
		const stranger = await db.createPortalPerson();
		expect((await db.refusal(stranger, () => cancel(db, coming.id))).code).toBe('PT404');
		expect((await db.refusal(patient, () => cancel(db, begun.id))).code).toBe('LN003');
		expect((await visitOf(db, coming.id)).status).toBe('confirmed');
		expect((await visitOf(db, begun.id)).status).toBe('confirmed');
	});

	test('the slot is free for the next', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const other = await db.createPortalPerson();
		const visit = await db.as(patient, () => book(db, place));
		await db.as(patient, () => cancel(db, visit.id));
		const next = await db.as(other, () => book(db, { ...place, patientId: other.patientId }));
		expect(next.status).toBe('confirmed');
	});
});

describe('moving a visit', () => {
	test('keeps it one visit, frees its old slot and remembers it', async ({ db }) => {
		const { place, patient, doctor, visitTypeId } = await clinic(db);
		const visit = await db.as(patient, () => book(db, place));
		const moved = await db.as(patient, () => move(db, visit.id, at(4, '10:00')));
		expect(moved.id).toBe(visit.id);
		expect(moved.starts_at.toISOString()).toBe(at(4, '10:00'));
		expect(moved.ends_at.toISOString()).toBe(at(4, '10:30'));
		const free = await db.as(patient, () =>
			freeSlots(db, doctor.doctorId, visitTypeId, at(3, '09:00'), at(3, '09:30'))
		);
		expect(free).toEqual([at(3, '09:00')]);
		const event = await db.row(
			`select actor_id, (details ->> 'previous_starts_at')::timestamptz as previous
			from public.appointment_events where appointment_id = $1 and kind = 'rescheduled'`,
			[visit.id]
		);
		expect(event).toEqual({ actor_id: patient.id, previous: new Date(at(3, '09:00')) });
	});

	test('to another doctor tells both', async ({ db }) => {
		const { place, doctor } = await clinic(db);
		const other = await createClinicDoctor(db);
		const visit = await insertVisit(db, place);
		const desk = await db.createStaff('receptionist');
		await db.as(desk, () => move(db, visit.id, at(3, '09:30'), other.doctorId));
		const told = await db.rows(
			`select user_id from public.notifications where kind = 'appointment_rescheduled'
			and user_id in ($1, $2)`,
			[doctor.id, other.id]
		);
		expect(new Set(told.map((row) => row.user_id))).toEqual(new Set([doctor.id, other.id]));
		const topics = await db.rows(
			`select topic from realtime.messages
			where event = 'appointment_changed' and topic in ($1, $2) and inserted_at >= now()`,
			[`doctor:${doctor.doctorId}`, `doctor:${other.doctorId}`]
		);
		expect(new Set(topics.map((row) => row.topic)).size).toBe(2);
	});

	test('to where it already is changes nothing', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const visit = await db.as(patient, () => book(db, place));
		expect(await db.as(patient, () => move(db, visit.id, place.startsAt))).toEqual(visit);
	});

	test('to a slot that is taken or not offered is refused, and it stays', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const other = await db.createPatient();
		const visit = await db.as(patient, () => book(db, place));
		await insertVisit(db, { ...place, patientId: other, startsAt: at(3, '10:00') });
		const taken = await db.refusal(patient, () => move(db, visit.id, at(3, '10:00')));
		expect(broken(taken)).toEqual(['23P01', 'appointments_doctor_taken']);
		const never = await db.refusal(patient, () => move(db, visit.id, at(3, '20:00')));
		expect(never.code).toBe('LN001');
		expect(await visitOf(db, visit.id)).toEqual(visit);
	});

	test('is over once the patient has arrived', async ({ db }) => {
		const { place, doctor } = await clinic(db);
		for (const status of ['checked_in', 'in_consultation', 'completed', 'cancelled', 'no_show']) {
			await db.undone(async () => {
				const visit = await insertVisit(db, place, status);
				const error = await db.refusal(doctor, () => move(db, visit.id, at(4, '10:00')));
				expect(error.code, status).toBe('LN003');
				expect(await visitOf(db, visit.id)).toEqual(visit);
			});
		}
	});

	test('a patient moves own visits to come only', async ({ db }) => {
		const { place, patient } = await clinic(db);
		const begun = await insertVisit(db, { ...place, startsAt: fromNow(-5) });
		const stranger = await db.createPortalPerson();
		expect((await db.refusal(patient, () => move(db, begun.id, at(4, '10:00')))).code).toBe(
			'LN003'
		);
		expect((await db.refusal(stranger, () => move(db, begun.id, at(4, '10:00')))).code).toBe(
			'PT404'
		);
		expect(await visitOf(db, begun.id)).toEqual(begun);
	});

	test('of a kind that wants confirming: moved by the patient it is a request again, by the hospital it is not', async ({
		db
	}) => {
		const { doctor, patient, place } = await clinic(db);
		const visitTypeId = await createVisitType(db, { requiresConfirmation: true });
		const visit = await insertVisit(db, { ...place, visitTypeId });
		const moved = await db.as(doctor, () => move(db, visit.id, at(3, '10:00')));
		expect(moved.status).toBe('confirmed');

		const asked = await db.as(patient, () => move(db, visit.id, at(4, '10:00')));
		expect([asked.status, asked.starts_at.toISOString()]).toEqual(['requested', at(4, '10:00')]);
		expect(
			await db.rows(
				`select kind, from_status, to_status, actor_id from public.appointment_events
				where appointment_id = $1 and to_status = 'requested'`,
				[visit.id]
			)
		).toEqual([
			{
				kind: 'rescheduled',
				from_status: 'confirmed',
				to_status: 'requested',
				actor_id: patient.id
			}
		]);
		expect(
			await db.count(
				`select from public.notifications
				where user_id = $1 and kind = 'appointment_rescheduled' and params ->> 'starts_at' like $2`,
				[doctor.id, `${at(4, '10:00').slice(0, 16)}%`]
			)
		).toBe(1);
		expect((await db.as(doctor, () => setStatus(db, visit.id, 'confirmed'))).status).toBe(
			'confirmed'
		);
		// Without a move there is no way back to a request.
		expect((await db.refusal(doctor, () => setStatus(db, visit.id, 'requested'))).code).toBe(
			'LN003'
		);
	});

	test('the table gives no visit to another patient', async ({ db }) => {
		const { place } = await clinic(db);
		const visit = await insertVisit(db, place);
		const other = await db.createPatient();
		const error = await db.refusal('owner', () =>
			db.rows('update public.appointments set patient_id = $2 where id = $1', [visit.id, other])
		);
		expect(error.code).toBe('LN003');
	});
});

describe('who is told', () => {
	const told = (db: TestDatabase, userId: string) =>
		db.rows<{ kind: string; params: Record<string, string>; link: string }>(
			'select kind, params, link from public.notifications where user_id = $1 order by created_at, id',
			[userId]
		);

	test('the doctor of a booking, with patient and time; the patient not of the own act', async ({
		db
	}) => {
		const { place, patient, doctor } = await clinic(db);
		await db.as(patient, () => book(db, place));
		const [notice] = await told(db, doctor.id);
		expect(notice).toMatchObject({
			kind: 'appointment_booked',
			// 09:00 UTC is the same day in the demo hospital's zone.
			link: expect.stringMatching(/^\/today\?day=\d{4}-\d\d-\d\d#visit-[\da-f-]{36}$/) as string
		});
		expect(notice?.link).toContain(place.startsAt.slice(0, 10));
		expect(notice?.params).toMatchObject({
			patient_name: 'Ada Lovelace',
			doctor_name: doctor.name
		});
		expect(new Date(notice?.params.starts_at ?? '').toISOString()).toBe(place.startsAt);
		expect(await told(db, patient.id)).toEqual([]);
	});

	test('the patient of what the hospital did, the doctor of arrivals, nobody of own acts', async ({
		db
	}) => {
		const { place, patient, doctor } = await clinic(db);
		const desk = await db.createStaff('receptionist');
		const visit = await db.as(desk, () => book(db, place));
		await db.as(doctor, () => move(db, visit.id, at(3, '10:00')));
		await db.as(doctor, () => cancel(db, visit.id, 'Called away'));
		const kinds = async (userId: string) => (await told(db, userId)).map(({ kind }) => kind).sort();
		expect(await kinds(patient.id)).toEqual([
			'appointment_called_off',
			'appointment_confirmed',
			'appointment_moved'
		]);
		expect(await kinds(doctor.id)).toEqual(['appointment_booked']);
		expect((await told(db, patient.id))[0]?.link).toBe(`/portal/visits/${visit.id}`);

		const due = await insertVisit(db, { ...place, startsAt: fromNow(-5) });
		await db.as(desk, () => setStatus(db, due.id, 'checked_in'));
		expect(await kinds(doctor.id)).toContain('patient_arrived');
	});

	test('open screens of the doctor and the patient, with ids only', async ({ db }) => {
		const { place, patient, doctor } = await clinic(db);
		await db.rows(`update public.hospital_settings set time_zone = 'Pacific/Auckland'`);
		const visit = await db.as(patient, () => book(db, { ...place, startsAt: at(3, '11:30') }));
		const messages = await db.rows<{ topic: string; payload: Record<string, string> }>(
			`select topic, payload - 'id' - 'transaction' as payload from realtime.messages
			where event = 'appointment_changed' and private and topic in ($1, $2) order by topic`,
			[`doctor:${doctor.doctorId}`, `patient:${patient.patientId}`]
		);
		expect(messages).toEqual([
			{
				topic: `doctor:${doctor.doctorId}`,
				// In Auckland it is the next day already.
				payload: { appointment_id: visit.id, day: at(4, '00:00').slice(0, 10) }
			},
			{ topic: `patient:${patient.patientId}`, payload: { appointment_id: visit.id } }
		]);
	});
});

describe('the doctor’s day', () => {
	test('is the day of the hospital’s clock, by time, with patient, type and alerts', async ({
		db
	}) => {
		const { place, doctor, patient } = await clinic(db);
		await db.rows(`update public.hospital_settings set time_zone = 'America/New_York'`);
		for (const [substance, severity, status] of [
			['Pollen', 'mild', 'active'],
			['Penicillin', 'severe', 'active'],
			['Latex', 'severe', 'resolved']
		]) {
			await db.rows(
				`insert into public.allergies (patient_id, substance, severity, status, resolved_at)
				values ($1, $2, $3, $4, case $4 when 'resolved' then now() end)`,
				[patient.patientId, substance, severity, status]
			);
		}
		// Midnight in New York is at four or five o'clock UTC.
		for (const startsAt of [at(3, '22:00'), at(3, '12:00'), at(4, '02:00'), at(3, '02:00')]) {
			await insertVisit(db, { ...place, startsAt });
		}
		const day = await db.as(doctor, () =>
			db.rows('select * from public.doctor_day($1, $2)', [
				doctor.doctorId,
				at(3, '00:00').slice(0, 10)
			])
		);
		expect(day.map((visit) => visit.starts_at.toISOString())).toEqual([
			at(3, '12:00'),
			at(3, '22:00'),
			at(4, '02:00')
		]);
		expect(day[0]).toMatchObject({
			patient_name: 'Ada Lovelace',
			patient_sex: 'female',
			alerts: ['Penicillin', 'Pollen'],
			allergies_denied: false,
			visit_type_name: 'Consultation',
			status: 'confirmed'
		});
	});

	test('is for the doctor and for those who schedule', async ({ db }) => {
		const { place, doctor, patient } = await clinic(db);
		await insertVisit(db, place);
		const read = () =>
			db.count('select from public.doctor_day($1, $2)', [
				doctor.doctorId,
				at(3, '00:00').slice(0, 10)
			]);
		expect(await db.as(doctor, read)).toBe(1);
		expect(await db.as(await db.createStaff('receptionist'), read)).toBe(1);
		for (const person of [await createClinicDoctor(db), await db.createStaff('nurse'), patient]) {
			expect((await db.refusal(person, read)).code).toBe('42501');
		}
	});

	test('leave over booked visits lists them for rebooking', async ({ db }) => {
		const { place, doctor } = await clinic(db);
		const hit = await insertVisit(db, place);
		await insertVisit(db, { ...place, startsAt: at(5, '09:00') });
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			values ($1, 'leave', $2, $3)`,
			[doctor.doctorId, at(3, '00:00'), at(4, '00:00')]
		);
		const list = () => db.rows('select id from public.visits_to_rebook($1)', [doctor.doctorId]);
		expect(await db.as(doctor, list)).toEqual([{ id: hit.id }]);
		expect(await db.as(await createClinicDoctor(db), list)).toEqual([]);
	});
});

describe('who sees visits', () => {
	test('the patient, the doctor and those who schedule; nobody else', async ({ db }) => {
		const { place, doctor, patient } = await clinic(db);
		const visit = await insertVisit(db, place);
		const seen = async () => [
			await db.count('select from public.appointments where id = $1', [visit.id]),
			await db.count('select from public.appointment_events where appointment_id = $1', [visit.id])
		];
		for (const person of [patient, doctor, await db.createStaff('receptionist')]) {
			expect(await db.as(person, seen)).toEqual([1, 1]);
		}
		for (const person of [
			await db.createPortalPerson(),
			await createClinicDoctor(db),
			await db.createStaff('nurse'),
			await db.createStaff('housekeeper')
		]) {
			expect(await db.as(person, seen)).toEqual([0, 0]);
		}
	});
});
