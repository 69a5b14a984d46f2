import {
	at,
	createClinicDoctor,
	createVisitType,
	insertVisit,
	makeItNoon,
	type Visit
} from '../support/clinic.ts';
import { describe, expect, test, type Person, type TestDatabase } from '../support/database.ts';

const fromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const setStatus = (db: TestDatabase, id: string, status: string) =>
	db.row<Visit & Record<string, unknown>>('select * from public.set_appointment_status($1, $2)', [
		id,
		status
	]);

async function clinic(db: TestDatabase) {
	await makeItNoon(db);
	const doctor = await createClinicDoctor(db);
	const visitTypeId = await createVisitType(db);
	const desk = await db.createStaff('receptionist');
	return { doctor, desk, visitTypeId };
}

describe('a no-show', () => {
	async function missed(db: TestDatabase, startsAt = fromNow(-20)) {
		const { doctor, desk, visitTypeId } = await clinic(db);
		const patientId = await db.createPatient();
		const place = { patientId, doctorId: doctor.doctorId, visitTypeId, startsAt };
		const visit = await insertVisit(db, place, 'confirmed');
		const step = (who: Person, status: string) => db.as(who, () => setStatus(db, visit.id, status));
		return { doctor, desk, place, visit, step };
	}

	test('who comes late is checked in then, and waits from then on', async ({ db }) => {
		const { desk, doctor, visit, step } = await missed(db);
		await step(desk, 'checked_in');
		await db.rows(
			`update public.appointments set checked_in_at = now() - interval '1 hour' where id = $1`,
			[visit.id]
		);
		await step(doctor, 'no_show');
		const late = await step(desk, 'checked_in');
		expect(late.status).toBe('checked_in');
		expect(late.checked_in_at).toEqual(await db.value('select now()'));
		const events = await db.rows(
			`select kind, from_status, actor_id from public.appointment_events
			 where appointment_id = $1 and from_status = 'no_show'`,
			[visit.id]
		);
		expect(events).toEqual([{ kind: 'checked_in', from_status: 'no_show', actor_id: desk.id }]);
	});

	test('marked by mistake is taken back, with who and when, and nobody has been waiting', async ({
		db
	}) => {
		const { desk, visit, step } = await missed(db);
		await step(desk, 'checked_in');
		await step(desk, 'no_show');
		const back = await step(desk, 'confirmed');
		expect([back.status, back.checked_in_at, back.starts_at]).toEqual([
			'confirmed',
			null,
			visit.starts_at
		]);
		expect(
			await db.count(
				`select from public.appointment_events where appointment_id = $1 and kind = 'confirmed'
				 and from_status = 'no_show' and actor_id = $2 and at = now()`,
				[visit.id, desk.id]
			)
		).toBe(1);
	});

	test('taken back is no news to the patient', async ({ db }) => {
		const { doctor, desk, visitTypeId } = await clinic(db);
		const patient = await db.createPortalPerson();
		const place = {
			patientId: patient.patientId,
			doctorId: doctor.doctorId,
			visitTypeId,
			startsAt: fromNow(-5)
		};
		const visit = await insertVisit(db, place, 'no_show');
		const before = await db.count('select from public.notifications where user_id = $1', [
			patient.id
		]);
		await db.as(desk, () => setStatus(db, visit.id, 'confirmed'));
		expect(
			await db.count('select from public.notifications where user_id = $1', [patient.id])
		).toBe(before);
	});

	test('of another day stays one', async ({ db }) => {
		const { desk, visit, step } = await missed(db, at(-1, '12:00'));
		await step(desk, 'no_show');
		for (const status of ['checked_in', 'confirmed']) {
			const error = await db.refusal(desk, () => setStatus(db, visit.id, status));
			expect([error.code, error.hint]).toEqual(['LN003', 'no_show']);
		}
		expect(await db.value('select status from public.appointments where id = $1', [visit.id])).toBe(
			'no_show'
		);
	});

	test('whose time was given away stays one, however it is taken back', async ({ db }) => {
		const { desk, place, visit, step } = await missed(db);
		await step(desk, 'no_show');
		await insertVisit(db, { ...place, patientId: await db.createPatient() });
		for (const status of ['checked_in', 'confirmed']) {
			const error = await db.refusal(desk, () => setStatus(db, visit.id, status));
			expect([error.code, error.constraint]).toEqual(['23P01', 'appointments_doctor_taken']);
		}
		const after = await db.row(
			'select status, checked_in_at from public.appointments where id = $1',
			[visit.id]
		);
		expect(after).toEqual({ status: 'no_show', checked_in_at: null });
	});
});
