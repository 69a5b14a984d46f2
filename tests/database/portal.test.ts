import { describe, expect, test, type TestDatabase } from '../support/database.ts';

interface Reached {
	email: boolean;
	sms: boolean;
	language: string;
	quiet_from: string | null;
	quiet_until: string | null;
	time_zone: string;
	email_address: string | null;
	phone: string | null;
}

describe('how to reach a patient', () => {
	const reached = (db: TestDatabase, patientId: string) =>
		db.row<Reached>('select * from private.preferences_of($1)', [patientId]);
	const update = (db: TestDatabase, values: unknown[]) =>
		db.row('select * from public.update_preferences($1, $2, $3, $4, $5, $6)', values);

	test('who chose nothing is told by every channel, in English, at any hour', async ({ db }) => {
		await db.rows(`update public.hospital_settings set time_zone = 'Atlantic/Canary'`);
		const patient = await db.createPatient({ phone: '+34600111222' });
		expect(await reached(db, patient)).toEqual({
			email: true,
			sms: true,
			language: 'en',
			quiet_from: null,
			quiet_until: null,
			time_zone: 'Atlantic/Canary',
			email_address: null,
			phone: '+34600111222'
		});
	});

	test('the language is the one chosen, or the record’s, or the account’s', async ({ db }) => {
		const person = await db.createPortalPerson();
		await db.rows(`update public.profiles set locale = 'es' where id = $1`, [person.id]);
		expect((await reached(db, person.patientId)).language).toBe('es');
		await db.rows(`update public.patients set preferred_language = 'en-GB' where id = $1`, [
			person.patientId
		]);
		expect((await reached(db, person.patientId)).language).toBe('en');
		await db.rows(`update public.patients set preferred_language = 'fr' where id = $1`, [
			person.patientId
		]);
		expect((await reached(db, person.patientId)).language).toBe('es');
		await db.as(person, () => update(db, [person.patientId, true, true, 'en', null, null]));
		expect((await reached(db, person.patientId)).language).toBe('en');
	});

	test('a child without an address is written to at the parent’s', async ({ db }) => {
		const parent = await db.createPortalPerson();
		const child = await db.createPatient({ birthDate: '2020-01-02' });
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'parent')`,
			[parent.id, child]
		);
		expect((await reached(db, child)).email_address).toBe(parent.email);
		await db.rows(`update public.patients set email = 'own@lantern.example' where id = $1`, [
			child
		]);
		expect((await reached(db, child)).email_address).toBe('own@lantern.example');
	});

	test('the patient chooses, and reception may for them', async ({ db }) => {
		const person = await db.createPortalPerson();
		const desk = await db.createStaff('receptionist');
		await db.as(person, () => update(db, [person.patientId, true, false, 'es', '22:00', '07:30']));
		expect(await reached(db, person.patientId)).toMatchObject({
			email: true,
			sms: false,
			language: 'es',
			quiet_from: '22:00:00',
			quiet_until: '07:30:00'
		});
		await db.as(desk, () => update(db, [person.patientId, false, true, '', null, null]));
		expect(await reached(db, person.patientId)).toMatchObject({
			email: false,
			sms: true,
			quiet_from: null
		});
	});

	test('to a stranger the record is not there, and nothing is written', async ({ db }) => {
		const person = await db.createPortalPerson();
		const stranger = await db.createPortalPerson();
		const error = await db.refusal(stranger, () =>
			update(db, [person.patientId, false, false, null, null, null])
		);
		expect(error.code).toBe('PT404');
		expect(await reached(db, person.patientId)).toMatchObject({ email: true, sms: true });
	});

	test('quiet hours have a beginning and an end, and are not the whole day', async ({ db }) => {
		const person = await db.createPortalPerson();
		for (const [from, until, constraint] of [
			['22:00', null, 'notification_preferences_quiet_both'],
			['22:00', '22:00', 'notification_preferences_quiet_some']
		]) {
			const error = await db.refusal(person, () =>
				update(db, [person.patientId, true, true, null, from, until])
			);
			expect(error.constraint).toBe(constraint);
		}
	});
});
