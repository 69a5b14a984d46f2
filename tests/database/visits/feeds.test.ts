import { createHash } from 'node:crypto';
import { at, createRoom, createVisitType, insertVisit } from '../../support/clinic.ts';
import {
	describe,
	expect,
	test,
	type Actor,
	type Person,
	type TestDatabase
} from '../../support/database.ts';

interface Entry {
	id: string;
	starts_at: string;
	ends_at: string;
	status: string;
	sequence: number;
	updated_at: string;
	visit_type: string;
	doctor: string | null;
	patient: string | null;
	room: string | null;
}

interface Calendar {
	scope: string;
	locale: string;
	hospital: string;
	label: string | null;
	entries: Entry[];
}

interface Wanted {
	scope?: string;
	patientId?: string | null;
	label?: string | null;
	withNames?: boolean;
}

const create = (
	db: TestDatabase,
	person: Person,
	{ scope = 'doctor', patientId = null, label = null, withNames = false }: Wanted = {}
) =>
	db.as(person, () =>
		db.row<{ id: string; token: string }>(
			'select * from public.create_calendar_feed($1, $2, $3, $4)',
			[scope, patientId, label, withNames]
		)
	);

/** What a calendar program gets. */
const read = (db: TestDatabase, token: string, actor: Actor = 'anon') =>
	db.as(actor, () => db.value<Calendar>('select public.calendar_feed($1)', [token]));

const gone = async (db: TestDatabase, token: string) =>
	(await db.refusal('anon', () => db.rows('select public.calendar_feed($1)', [token]))).code;

/** A doctor and a patient with an account, and a visit between them in three days. */
async function hospital(db: TestDatabase, { buffer = 15 }: { buffer?: number } = {}) {
	const doctor = await db.createDoctor({ name: 'Dr. Grace Hopper' });
	const patient = await db.createPortalPerson({ givenName: 'Ada', familyName: 'Lovelace' });
	const visitTypeId = await createVisitType(db, { duration: 30, buffer });
	const place = {
		patientId: patient.patientId,
		doctorId: doctor.doctorId,
		visitTypeId,
		startsAt: at(3, '09:00')
	};
	const visit = await insertVisit(db, place, 'confirmed', 30 + buffer);
	return { doctor, patient, visitTypeId, place, visit };
}

describe('a feed', () => {
	test('and an offer go with the record when it is put into another of the same person', async ({
		db
	}) => {
		const { doctor, patient, visitTypeId } = await hospital(db);
		const { id } = await create(db, patient, { scope: 'patient', patientId: patient.patientId });
		const offerId = await db.value<string>(
			`with entry as (
				insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, status)
				values ($1, $2, $3, 'withdrawn') returning id
			)
			insert into public.waitlist_offers
				(entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from, expires_at, status)
			select id, $1, $3, $2, now(), now() + interval '1 hour', now(), now(), 'lapsed' from entry
			returning id`,
			[patient.patientId, visitTypeId, doctor.doctorId]
		);
		await db.rows('update public.appointments set status = $2 where patient_id = $1', [
			patient.patientId,
			'cancelled'
		]);
		const before = await db.createPatient();
		await db.rows(`select set_config('lantern.record_moved', $1, true)`, [
			`${patient.patientId}>${before}`
		]);
		await db.rows('select private.merge_patient_references($1, $2)', [patient.patientId, before]);
		const owner = (table: string, row: string) =>
			db.value(`select patient_id from public.${table} where id = $1`, [row]);
		expect(await owner('calendar_feeds', id)).toBe(before);
		expect(await owner('waitlist_offers', offerId)).toBe(before);
	});

	test('tells its secret once, and keeps its hash only', async ({ db }) => {
		const { doctor } = await hospital(db);
		const { id, token } = await create(db, doctor, { label: 'Phone' });
		expect(token).toMatch(/^[\w-]{43}$/);
		const row = await db.row('select * from public.calendar_feeds where id = $1', [id]);
		expect(row).toMatchObject({
			user_id: doctor.id,
			scope: 'doctor',
			doctor_id: doctor.doctorId,
			patient_id: null,
			label: 'Phone',
			last_read_at: null,
			revoked_at: null
		});
		expect(row.token_hash).toEqual(createHash('sha256').update(token).digest('hex'));
		expect(JSON.stringify(row)).not.toContain(token);
		const error = await db.refusal(doctor, () =>
			db.rows('select token_hash from public.calendar_feeds')
		);
		expect(error.code).toBe('42501');
		expect((await create(db, doctor)).token).not.toBe(token);
	});

	test('of a doctor says who comes by initials, unless the doctor chose names', async ({ db }) => {
		const { doctor, visit } = await hospital(db);
		const { token } = await create(db, doctor);
		const calendar = await read(db, token);
		expect(calendar).toMatchObject({ scope: 'doctor', label: null, locale: 'en' });
		expect(calendar.entries).toHaveLength(1);
		expect(calendar.entries[0]).toMatchObject({
			id: visit.id,
			status: 'confirmed',
			sequence: 0,
			visit_type: 'Consultation',
			doctor: null,
			patient: 'A. L.',
			room: null
		});
		expect(JSON.stringify(calendar)).not.toContain('Lovelace');

		const named = await create(db, doctor, { withNames: true });
		expect((await read(db, named.token)).entries[0]?.patient).toBe('Ada Lovelace');
	});

	test('of a patient says which doctor, and holds nobody else’s visits', async ({ db }) => {
		const { patient, place, visit } = await hospital(db);
		await insertVisit(db, {
			...place,
			patientId: await db.createPatient(),
			startsAt: at(3, '11:00')
		});
		const { token } = await create(db, patient, {
			scope: 'patient',
			patientId: patient.patientId
		});
		const { entries } = await read(db, token);
		expect(entries.map(({ id }) => id)).toEqual([visit.id]);
		expect(entries[0]).toMatchObject({ doctor: 'Dr. Grace Hopper', patient: null });
	});

	test('ends a visit where it ends, without the time kept free after it', async ({ db }) => {
		const { doctor } = await hospital(db, { buffer: 20 });
		const { token } = await create(db, doctor);
		const [entry] = (await read(db, token)).entries;
		expect(new Date(entry?.starts_at ?? '').toISOString()).toBe(at(3, '09:00'));
		expect(new Date(entry?.ends_at ?? '').toISOString()).toBe(at(3, '09:30'));
	});

	test('ends a visit as that doctor keeps it', async ({ db }) => {
		const { doctor, visitTypeId, visit } = await hospital(db, { buffer: 20 });
		await db.rows(
			'insert into public.doctor_visit_types (doctor_id, visit_type_id, duration_minutes) values ($1, $2, 40)',
			[doctor.doctorId, visitTypeId]
		);
		const { token } = await create(db, doctor);
		const end = async () =>
			new Date((await read(db, token)).entries[0]?.ends_at ?? '').toISOString();
		expect(await end()).toBe(at(3, '09:40'));
		// Never beyond what was taken when it was booked.
		await db.rows('update public.appointments set ends_at = $2 where id = $1', [
			visit.id,
			at(3, '09:35')
		]);
		expect(await end()).toBe(at(3, '09:35'));
	});

	test('names the room', async ({ db }) => {
		const { doctor, visit } = await hospital(db);
		await db.rows('update public.appointments set room_id = $2 where id = $1', [
			visit.id,
			await createRoom(db)
		]);
		const { token } = await create(db, doctor);
		expect((await read(db, token)).entries[0]?.room).toBe('Room');
	});

	test('numbers a visit higher with each move, confirmation and cancelling', async ({ db }) => {
		const { doctor, place } = await hospital(db);
		const visit = await insertVisit(db, { ...place, startsAt: at(5, '09:00') }, 'requested');
		const { token } = await create(db, doctor);
		const now = async () =>
			(await read(db, token)).entries.find(({ id }) => id === visit.id)?.sequence;
		expect(await now()).toBe(0);
		await db.rows(`update public.appointments set status = 'confirmed' where id = $1`, [visit.id]);
		expect(await now()).toBe(1);
		await db.rows(
			`update public.appointments set starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' where id = $1`,
			[visit.id]
		);
		expect(await now()).toBe(2);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		expect(await now()).toBe(3);
	});

	test('goes 90 days back and as far ahead as there are visits; what is called off stays 30 days', async ({
		db
	}) => {
		const { doctor, patient, place, visit } = await hospital(db);
		const { token } = await create(db, doctor);
		const kept = await insertVisit(db, { ...place, startsAt: at(-89, '09:00') }, 'completed');
		await insertVisit(db, { ...place, startsAt: at(-91, '09:00') }, 'completed');
		const far = await insertVisit(db, { ...place, startsAt: at(700, '09:00') });
		const off = await insertVisit(db, { ...place, startsAt: at(8, '09:00') }, 'cancelled');
		const longOff = await insertVisit(db, { ...place, startsAt: at(9, '09:00') }, 'cancelled');
		const calledOff = (id: string, days: number) =>
			db.rows(
				'update public.appointments set cancelled_at = now() - make_interval(days => $2) where id = $1',
				[id, days]
			);
		await calledOff(off.id, 29);
		await calledOff(longOff.id, 31);
		const ids = async () => (await read(db, token)).entries.map(({ id }) => id);
		expect(await ids()).toEqual([kept.id, visit.id, off.id, far.id]);
		expect(patient.patientId).toBe(place.patientId);
	});

	test('is noted as read once a minute', async ({ db }) => {
		const { doctor } = await hospital(db);
		const { id, token } = await create(db, doctor);
		const lastRead = () =>
			db.value<Date | null>('select last_read_at from public.calendar_feeds where id = $1', [id]);
		const readBefore = (seconds: number) =>
			db.value<Date>(
				'update public.calendar_feeds set last_read_at = now() - make_interval(secs => $2) where id = $1 returning last_read_at',
				[id, seconds]
			);
		await read(db, token);
		expect(await lastRead()).not.toBeNull();
		const recent = await readBefore(50);
		await read(db, token);
		expect(await lastRead()).toEqual(recent);
		const older = await readBefore(70);
		await read(db, token);
		expect((await lastRead())?.getTime()).toBeGreaterThan(older.getTime());
		const audited = await db.rows<{ action: string }>(
			`select action from audit.events where table_name = 'calendar_feeds' and row_id = $1`,
			[id]
		);
		expect(audited.map(({ action }) => action)).toEqual(['insert']);
	});

	test('tells the owner’s screens when it is made, read and revoked', async ({ db }) => {
		const { doctor } = await hospital(db);
		const told = () =>
			db.value<number>(
				`select count(*)::int from realtime.messages where topic = $1 and event = 'calendar_feed_changed'`,
				[`user:${doctor.id}`]
			);
		const { id, token } = await create(db, doctor);
		expect(await told()).toBe(1);
		await read(db, token);
		expect(await told()).toBe(2);
		await db.as(doctor, () => db.rows('select public.revoke_calendar_feed($1)', [id]));
		expect(await told()).toBe(3);
	});
});

describe('a feed gives nothing', () => {
	test('to who does not know a secret', async ({ db }) => {
		for (const token of ['', 'x', 'A'.repeat(43), "' or true --"]) {
			expect(await gone(db, token)).toBe('LN014');
		}
	});

	test('once revoked; nobody else revokes it, and twice does no harm', async ({ db }) => {
		const { doctor, patient } = await hospital(db);
		const { id, token } = await create(db, doctor);
		const revoke = (person: Person) =>
			db.as(person, () => db.rows('select public.revoke_calendar_feed($1)', [id]));
		expect((await db.refusal(patient, () => revoke(patient))).code).toBe('PT404');
		expect((await read(db, token)).entries).toHaveLength(1);
		await revoke(doctor);
		expect(await gone(db, token)).toBe('LN014');
		await revoke(doctor);
		expect(await gone(db, token)).toBe('LN014');
	});

	test('once the doctor has left, or is no doctor any more', async ({ db }) => {
		const { doctor, visit } = await hospital(db);
		const { token } = await create(db, doctor);
		// Nobody leaves while patients wait for them.
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		for (const [table, column] of [
			['staff', 'active'],
			['doctors', 'active']
		]) {
			await db.undone(async () => {
				await db.rows(`update public.${table} set ${column} = false where id = $1`, [
					doctor.doctorId
				]);
				expect(await gone(db, token), table).toBe('LN014');
			});
		}
		expect((await read(db, token)).entries).toHaveLength(1);
	});

	test('once the record is no longer linked to the account, or the account is closed', async ({
		db
	}) => {
		const { patient } = await hospital(db);
		const { token } = await create(db, patient, {
			scope: 'patient',
			patientId: patient.patientId
		});
		await db.undone(async () => {
			await db.rows('delete from public.portal_links where user_id = $1', [patient.id]);
			expect(await gone(db, token)).toBe('LN014');
		});
		await db.undone(async () => {
			await db.rows(`update auth.users set banned_until = now() + interval '1 day' where id = $1`, [
				patient.id
			]);
			expect(await gone(db, token)).toBe('LN014');
		});
		await db.undone(async () => {
			await db.rows('delete from auth.users where id = $1', [patient.id]);
			expect(await gone(db, token)).toBe('LN014');
		});
		expect((await read(db, token)).entries).toHaveLength(1);
	});

	test('more to who reads it while signed in, and leaves them who they are', async ({ db }) => {
		const { doctor, patient } = await hospital(db);
		const { token } = await create(db, doctor);
		await db.as(patient, async () => {
			const calendar = await db.value<Calendar>('select public.calendar_feed($1)', [token]);
			expect(calendar.entries[0]?.patient).toBe('A. L.');
			expect(await db.value<string>('select auth.uid()')).toBe(patient.id);
		});
		await db.as('anon', async () => {
			await db.rows('select public.calendar_feed($1)', [token]);
			expect(await db.value<string | null>('select auth.uid()')).toBeNull();
		});
	});
});

describe('making a feed', () => {
	test('is for doctors and for patients one answers for', async ({ db }) => {
		const { doctor, patient } = await hospital(db);
		const refused = async (person: Person, wanted: Wanted) =>
			(await db.refusal(person, () => create(db, person, wanted))).code;
		expect(await refused(patient, { scope: 'doctor' })).toBe('42501');
		expect(await refused(doctor, { scope: 'patient', patientId: patient.patientId })).toBe('PT404');
		expect(await refused(doctor, { scope: 'patient' })).toBe('PT404');
		expect(await refused(doctor, { scope: 'ward' })).toBe('22023');
		expect(await refused(doctor, { label: 'x'.repeat(81) })).toBe('22023');
		expect(await refused(doctor, { label: 'two\nlines' })).toBe('22023');
		expect(
			await db.rows('select id from public.calendar_feeds where user_id in ($1, $2)', [
				doctor.id,
				patient.id
			])
		).toEqual([]);
	});

	test('a patient’s never has names in it', async ({ db }) => {
		const { patient } = await hospital(db);
		const { id } = await create(db, patient, {
			scope: 'patient',
			patientId: patient.patientId,
			withNames: true
		});
		expect(await db.value('select with_names from public.calendar_feeds where id = $1', [id])).toBe(
			false
		);
	});
});

describe('one visit to take over', () => {
	const visitFor = (db: TestDatabase, person: Person, id: string) =>
		db.as(person, () => db.value<Calendar>('select public.calendar_visit($1)', [id]));

	test('is told to its patient and its doctor, each as in their feed', async ({ db }) => {
		const { doctor, patient, visit } = await hospital(db);
		const forPatient = await visitFor(db, patient, visit.id);
		expect(forPatient).toMatchObject({ scope: 'patient' });
		expect(forPatient.entries).toMatchObject([
			{ id: visit.id, doctor: 'Dr. Grace Hopper', patient: null }
		]);
		const forDoctor = await visitFor(db, doctor, visit.id);
		expect(forDoctor.entries).toMatchObject([{ id: visit.id, doctor: null, patient: 'A. L.' }]);
	});

	test('is nobody else’s, the desk’s neither', async ({ db }) => {
		const { visit } = await hospital(db);
		for (const person of [await db.createUser(), await db.createStaff('receptionist')]) {
			const error = await db.refusal(person, () => visitFor(db, person, visit.id));
			expect(error.code).toBe('PT404');
		}
	});
});
