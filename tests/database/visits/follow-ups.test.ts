import {
	at,
	book,
	createClinicDoctor,
	createVisitType,
	insertVisit,
	type Visit
} from '../../support/clinic.ts';
import { describe, expect, test, type TestDatabase } from '../../support/database.ts';

interface FollowUp extends Record<string, unknown> {
	id: string;
	status: string;
	doctor_id: string;
	appointment_id: string | null;
}

interface Series extends Record<string, unknown> {
	id: string;
	visits: number;
}

interface Preview extends Record<string, unknown> {
	number: number;
	starts_at: Date;
	free: boolean;
	nearest_at: Date | null;
}

const day = (days: number) => at(days, '00:00').slice(0, 10);

/** A doctor with hours every day, a patient they saw yesterday, and reception. */
async function clinic(db: TestDatabase) {
	const doctor = await createClinicDoctor(db);
	const visitTypeId = await createVisitType(db);
	const patient = await db.createPortalPerson();
	const desk = await db.createStaff('receptionist');
	const place = {
		patientId: patient.patientId,
		doctorId: doctor.doctorId,
		visitTypeId,
		startsAt: at(-1, '09:00')
	};
	const seen = await insertVisit(db, place);
	return { doctor, visitTypeId, patient, desk, place, seen };
}

describe('follow-ups', () => {
	const order = (
		db: TestDatabase,
		patientId: string,
		visitTypeId: string | null,
		{ from = day(20), until = day(40), kind = 'visit', visit = null as string | null } = {}
	) =>
		db.row<FollowUp>(
			`select * from public.order_follow_up($1, $2, $3, $4, $5, null, 'Blood pressure', $6)`,
			[patientId, from, until, kind, visitTypeId, visit]
		);
	const followUpOf = (db: TestDatabase, id: string) =>
		db.row<FollowUp>('select * from public.follow_ups where id = $1', [id]);

	test('are asked for by a doctor in whose care the patient is, and the patient is told', async ({
		db
	}) => {
		const { doctor, patient, visitTypeId, seen } = await clinic(db);
		const followUp = await db.as(doctor, () =>
			order(db, patient.patientId, visitTypeId, { visit: seen.id })
		);
		expect(followUp).toMatchObject({
			status: 'open',
			doctor_id: doctor.doctorId,
			from_appointment_id: seen.id,
			ordered_by: doctor.id
		});
		const told = await db.rows<{ params: Record<string, unknown> }>(
			`select params from public.notifications where user_id = $1 and kind = 'follow_up_ordered'`,
			[patient.id]
		);
		expect(told).toHaveLength(1);
		// What it is about is between doctor and patient, not on a screen anybody may glance at.
		expect(JSON.stringify(told[0]?.params)).not.toContain('Blood pressure');
	});

	test('are not for others to ask for, nor of patients who are not in one’s care', async ({
		db
	}) => {
		const { doctor, patient, visitTypeId, desk } = await clinic(db);
		const ask = () => order(db, patient.patientId, visitTypeId);
		for (const person of [desk, patient, await db.createStaff('nurse')]) {
			expect((await db.refusal(person, ask)).code).toBe('42501');
		}
		expect((await db.refusal(await createClinicDoctor(db), ask)).code).toBe('PT404');
		const wrong = await db.refusal(doctor, () =>
			order(db, patient.patientId, visitTypeId, { from: day(5), until: day(4) })
		);
		expect([wrong.code, wrong.hint]).toEqual(['22023', 'p_due_until']);
		expect((await db.refusal(doctor, () => order(db, patient.patientId, null))).hint).toBe(
			'p_visit_type_id'
		);
		expect(
			await db.count('select from public.follow_ups where patient_id = $1', [patient.patientId])
		).toBe(0);
	});

	test('are booked by booking that kind of visit, open again when it falls through, done when it is over', async ({
		db
	}) => {
		const { doctor, patient, visitTypeId, place } = await clinic(db);
		const followUp = await db.as(doctor, () => order(db, patient.patientId, visitTypeId));
		const soon = await db.as(patient, () => book(db, { ...place, startsAt: at(3, '09:00') }));
		// Long before it is due: that is another visit.
		expect((await followUpOf(db, followUp.id)).status).toBe('open');
		expect(soon).toMatchObject({ follow_up_id: null });

		const visit = await db.as(patient, () => book(db, { ...place, startsAt: at(22, '09:00') }));
		expect(visit).toMatchObject({ follow_up_id: followUp.id });
		expect(await followUpOf(db, followUp.id)).toMatchObject({
			status: 'booked',
			appointment_id: visit.id
		});
		await db.as(patient, () =>
			db.rows('select from public.cancel_appointment($1, null)', [visit.id])
		);
		expect(await followUpOf(db, followUp.id)).toMatchObject({
			status: 'open',
			appointment_id: null
		});

		const again = await db.as(patient, () => book(db, { ...place, startsAt: at(23, '09:00') }));
		await db.rows(
			`update public.appointments set status = 'checked_in', starts_at = now(), ends_at = now() + interval '1 hour' where id = $1`,
			[again.id]
		);
		await db.rows(`update public.appointments set status = 'in_consultation' where id = $1`, [
			again.id
		]);
		await db.rows(`update public.appointments set status = 'completed' where id = $1`, [again.id]);
		expect((await followUpOf(db, followUp.id)).status).toBe('done');
	});

	test('are reminded of once, when they are due and not booked', async ({ db }) => {
		const { doctor, patient, visitTypeId } = await clinic(db);
		const due = await db.as(doctor, () =>
			order(db, patient.patientId, visitTypeId, { from: day(-1) })
		);
		await db.as(doctor, () => order(db, patient.patientId, null, { kind: 'test' }));
		const told = () =>
			db.count(`select from public.notifications where user_id = $1 and kind = 'follow_up_due'`, [
				patient.id
			]);
		await db.rows(`update public.patients set email = 'ana@example.org' where id = $1`, [
			patient.patientId
		]);
		const written = () =>
			db.rows(`select key, status from public.deliveries where patient_id = $1`, [
				patient.patientId
			]);
		await db.rows('select private.run_follow_ups()');
		expect(await told()).toBe(1);
		expect(await written()).toEqual([{ key: `follow_up:${due.id}`, status: 'pending' }]);
		await db.rows('select private.run_follow_ups()');
		expect(await told()).toBe(1);
		expect(await written()).toHaveLength(1);
		expect((await followUpOf(db, due.id)).reminded_at).not.toBeNull();
	});

	test('of one patient that cannot be told stop nobody else’s', async ({ db }) => {
		const { doctor, patient, visitTypeId, place } = await clinic(db);
		const other = await db.createPortalPerson();
		await insertVisit(db, { ...place, patientId: other.patientId, startsAt: at(-1, '11:00') });
		const [bad, good] = [
			await db.as(doctor, () => order(db, patient.patientId, visitTypeId, { from: day(-1) })),
			await db.as(doctor, () => order(db, other.patientId, visitTypeId, { from: day(-1) }))
		];
		// A day after the last there is: the message has no time to be of use until.
		await db.rows(`update public.follow_ups set due_until = '5874897-12-31' where id = $1`, [
			bad.id
		]);
		await db.rows('select private.run_follow_ups()');
		expect((await followUpOf(db, good.id)).reminded_at).not.toBeNull();
		expect((await followUpOf(db, bad.id)).reminded_at).toBeNull();
		expect(
			await db.rows(`select item from private.job_failures where job = 'follow_ups_due'`)
		).toEqual([{ item: bad.id }]);
		// Put right, it is told the next time, and nothing is left to say.
		await db.rows(`update public.follow_ups set due_until = $2 where id = $1`, [bad.id, day(40)]);
		await db.rows('select private.run_follow_ups()');
		expect((await followUpOf(db, bad.id)).reminded_at).not.toBeNull();
		expect(await db.count(`select from private.job_failures where job = 'follow_ups_due'`)).toBe(0);
	});

	test('are ended by their doctor or the desk, once', async ({ db }) => {
		const { doctor, patient, visitTypeId, desk } = await clinic(db);
		const followUp = await db.as(doctor, () => order(db, patient.patientId, visitTypeId));
		const close = () =>
			db.row<FollowUp>(`select * from public.close_follow_up($1, 'cancelled')`, [followUp.id]);
		expect((await db.refusal(patient, close)).code).toBe('PT404');
		expect((await db.refusal(await db.createStaff('nurse'), close)).code).toBe('42501');
		expect(await db.as(desk, close)).toMatchObject({ status: 'cancelled' });
		expect((await db.refusal(doctor, close)).code).toBe('LN003');
	});
});

describe('series', () => {
	interface Plan {
		startsAt: string;
		every?: string;
		count?: number;
		key?: string | null;
		starts?: string[] | null;
	}

	const bookSeries = (
		db: TestDatabase,
		place: { patientId: string; doctorId: string; visitTypeId: string },
		{ startsAt, every = '7 days', count = 4, key = null, starts = null }: Plan
	) =>
		db.row<Series>('select * from public.book_series($1, $2, $3, $4, $5, $6, $7, $8)', [
			place.patientId,
			place.doctorId,
			place.visitTypeId,
			startsAt,
			every,
			count,
			key,
			starts
		]);
	const preview = (
		db: TestDatabase,
		place: { patientId: string; doctorId: string; visitTypeId: string },
		{ startsAt, every = '7 days', count = 4 }: Plan
	) =>
		db.rows<Preview>('select * from public.preview_series($1, $2, $3, $4, $5, $6)', [
			place.patientId,
			place.doctorId,
			place.visitTypeId,
			startsAt,
			every,
			count
		]);
	const visitsOf = (db: TestDatabase, patientId: string) =>
		db.rows<Visit & Record<string, unknown>>(
			`select * from public.appointments where patient_id = $1 and starts_at > now() order by starts_at`,
			[patientId]
		);

	test('are booked whole, once for a key', async ({ db }) => {
		const { patient, desk, place } = await clinic(db);
		const plan = { startsAt: at(3, '09:00'), key: 'one tap' };
		const series = await db.as(desk, () => bookSeries(db, place, plan));
		const visits = await visitsOf(db, patient.patientId);
		expect(visits.map((visit) => visit.starts_at.toISOString())).toEqual(
			[3, 10, 17, 24].map((days) => at(days, '09:00'))
		);
		expect(new Set(visits.map((visit) => visit.series_id))).toEqual(new Set([series.id]));
		expect((await db.as(desk, () => bookSeries(db, place, plan))).id).toBe(series.id);
		expect(await visitsOf(db, patient.patientId)).toHaveLength(4);
		const other = await db.refusal(desk, () => bookSeries(db, place, { ...plan, count: 5 }));
		expect(other.code).toBe('LN004');
	});

	test('of which one time is taken or not offered book nothing', async ({ db }) => {
		const { patient, desk, place } = await clinic(db);
		await insertVisit(db, {
			...place,
			patientId: await db.createPatient(),
			startsAt: at(17, '09:00')
		});
		const taken = await db.refusal(desk, () => bookSeries(db, place, { startsAt: at(3, '09:00') }));
		expect(taken.constraint).toBe('appointments_doctor_taken');
		const closed = await db.refusal(desk, () =>
			bookSeries(db, place, { startsAt: at(3, '15:00') })
		);
		expect(closed.code).toBe('LN001');
		expect(await visitsOf(db, patient.patientId)).toEqual([]);
		expect(
			await db.count('select from public.appointment_series where patient_id = $1', [
				patient.patientId
			])
		).toBe(0);
	});

	test('are shown beforehand, with the nearest time where one is taken; that can be booked', async ({
		db
	}) => {
		const { patient, desk, place } = await clinic(db);
		await insertVisit(db, {
			...place,
			patientId: await db.createPatient(),
			startsAt: at(17, '09:00')
		});
		// The patient is elsewhere then.
		await insertVisit(db, {
			...place,
			doctorId: (await createClinicDoctor(db)).doctorId,
			startsAt: at(10, '09:00')
		});
		const rows = await db.as(desk, () => preview(db, place, { startsAt: at(3, '09:00') }));
		expect(rows.map(({ free }) => free)).toEqual([true, false, false, true]);
		expect(rows[2]?.nearest_at?.toISOString()).toBe(at(17, '08:30'));
		expect(rows[0]?.nearest_at).toBeNull();

		await db.as(desk, () =>
			bookSeries(db, place, {
				startsAt: at(3, '09:00'),
				starts: rows.map((row) => (row.nearest_at ?? row.starts_at).toISOString())
			})
		);
		expect((await visitsOf(db, patient.patientId)).filter((visit) => visit.series_id)).toHaveLength(
			4
		);
	});

	test('keep their time of day across a clock change', async ({ db }) => {
		const { patient, desk, place, doctor } = await clinic(db);
		await db.rows(`update public.hospital_settings set time_zone = 'Europe/Madrid'`);
		await db.rows(
			`update public.availability_rules set time_zone = 'Europe/Madrid' where doctor_id = $1`,
			[doctor.doctorId]
		);
		const first = await db.value<Date>(
			`select (current_date + 3 + time '09:00') at time zone 'Europe/Madrid'`
		);
		await db.as(desk, () =>
			bookSeries(db, place, { startsAt: first.toISOString(), every: '14 days', count: 26 })
		);
		const walls = await db.rows<{ wall: string; utc: string }>(
			`select to_char(starts_at at time zone 'Europe/Madrid', 'HH24:MI') as wall,
				to_char(starts_at at time zone 'UTC', 'HH24:MI') as utc
			from public.appointments where patient_id = $1 and starts_at > now()`,
			[patient.patientId]
		);
		expect(walls).toHaveLength(26);
		expect(new Set(walls.map(({ wall }) => wall))).toEqual(new Set(['09:00']));
		expect(new Set(walls.map(({ utc }) => utc)).size).toBe(2);
	});

	test('every month count from the first, so that a short month shifts nothing', async ({ db }) => {
		const starts = await db.rows<{ starts_at: Date }>(
			`select starts_at from private.series_starts('2031-01-31T09:00Z', '1 month', 4)`
		);
		expect(starts.map(({ starts_at }) => starts_at.toISOString().slice(0, 10))).toEqual([
			'2031-01-31',
			'2031-02-28',
			'2031-03-31',
			'2031-04-30'
		]);
	});

	test('are for those who book for anybody, in a rhythm that makes sense', async ({ db }) => {
		const { patient, desk, doctor, place } = await clinic(db);
		for (const person of [patient, doctor]) {
			const refusal = await db.refusal(person, () =>
				bookSeries(db, place, { startsAt: at(3, '09:00') })
			);
			expect(refusal.code).toBe('42501');
		}
		const hint = async (plan: Partial<Plan>) =>
			(await db.refusal(desk, () => bookSeries(db, place, { startsAt: at(3, '09:00'), ...plan })))
				.hint;
		expect(await hint({ every: '90 minutes' })).toBe('p_every');
		expect(await hint({ every: '2 years' })).toBe('p_every');
		expect(await hint({ count: 1 })).toBe('p_count');
		expect(await hint({ count: 53 })).toBe('p_count');
		expect(await hint({ starts: [at(3, '09:00')] })).toBe('p_starts');
	});

	test('the rest of one is called off by whoever may call off its visits', async ({ db }) => {
		const { patient, desk, place } = await clinic(db);
		const series = await db.as(desk, () => bookSeries(db, place, { startsAt: at(3, '09:00') }));
		const cancel = () =>
			db.value<number>(`select public.cancel_series($1, $2, 'Better now')`, [
				series.id,
				at(12, '00:00')
			]);
		expect((await db.refusal(await db.createPortalPerson(), cancel)).code).toBe('PT404');
		expect((await db.refusal(await db.createStaff('nurse'), cancel)).code).toBe('42501');
		expect(await db.as(patient, cancel)).toBe(2);
		expect(await db.as(patient, cancel)).toBe(0);
		expect((await visitsOf(db, patient.patientId)).map(({ status }) => status)).toEqual([
			'confirmed',
			'confirmed',
			'cancelled',
			'cancelled'
		]);
	});
});
