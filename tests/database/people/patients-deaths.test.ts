import {
	at,
	book,
	createClinicDoctor,
	createVisitType,
	freeSlots,
	makeItNoon
} from '../../support/clinic.ts';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

const hours = (count: number) => new Date(Date.now() + count * 60 * 60 * 1000).toISOString();

const seen = (db: TestDatabase, patientId: string) =>
	db.value<string>('select updated_at::text from public.patients where id = $1', [patientId]);

async function recordDeath(db: TestDatabase, patientId: string, when = hours(-1)) {
	return db.row<{ deceased_at: Date; updated_at: Date }>(
		`select * from public.record_death($1, $2, (select updated_at from public.patients where id = $1))`,
		[patientId, when]
	);
}

/** Somebody with an account and an address, a visit tomorrow and one wish, one follow-up and one bed to come. */
async function expected(db: TestDatabase) {
	await makeItNoon(db);
	const reception = await db.createStaff('receptionist');
	const doctor = await createClinicDoctor(db);
	const visitTypeId = await createVisitType(db);
	const otherTypeId = await createVisitType(db);
	const person = await db.createPortalPerson();
	const { patientId } = person;
	await db.rows(`update public.patients set email = 'somebody@tests.example' where id = $1`, [
		patientId
	]);
	const visit = await db.as(reception, () =>
		book(db, { patientId, doctorId: doctor.doctorId, visitTypeId, startsAt: at(3, '09:00') })
	);
	await db.as(reception, () =>
		db.rows('select public.join_waitlist($1, $2, $3)', [patientId, otherTypeId, doctor.doctorId])
	);
	await db.rows(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'consultant')`,
		[patientId, doctor.staffId]
	);
	await db.as(doctor, () =>
		db.rows(
			`select public.order_follow_up($1, current_date, current_date + 30, 'test', null, null, 'Bloods')`,
			[patientId]
		)
	);
	const ward = await createWard(db);
	const manager = await createWardStaff(db, 'ward_manager', ward);
	await db.as(manager, () => db.rows('select public.request_bed($1, $2)', [patientId, ward.id]));
	const departmentId = await db.value<string>(
		`select department_id from public.specialties where id = $1`,
		[doctor.specialtyId]
	);
	await db.as(reception, () =>
		db.rows('select public.take_token($1, $2)', [departmentId, patientId])
	);
	return {
		reception,
		doctor,
		otherTypeId,
		visitTypeId,
		person,
		patientId,
		visit,
		ward,
		manager,
		departmentId
	};
}

type Expected = Awaited<ReturnType<typeof expected>>;

/** What there is of a patient in the tables of work, open or not: `table status`. */
const standing = async (db: TestDatabase, patientId: string) =>
	(
		await db.rows<{ line: string }>(
			`select 'visit ' || status as line from public.appointments where patient_id = $1
			union all select 'wish ' || status from public.waitlist_entries where patient_id = $1
			union all select 'follow-up ' || status from public.follow_ups where patient_id = $1
			union all select 'token ' || status from public.queue_tokens where patient_id = $1
			union all select 'bed ' || status from public.bed_requests where patient_id = $1
			order by 1`,
			[patientId]
		)
	).map(({ line }) => line);

const waitingMessages = (db: TestDatabase, patientId: string) =>
	db.value<number>(
		`select count(*)::int from public.deliveries where patient_id = $1 and status in ('pending', 'sending')`,
		[patientId]
	);

const told = (db: TestDatabase, person: Person) =>
	db.value<number>('select count(*)::int from public.notifications where user_id = $1', [
		person.id
	]);

/** Everything that begins something for a patient, and who does it. */
const beginnings = ({
	reception,
	doctor,
	otherTypeId,
	visitTypeId,
	patientId,
	ward,
	manager,
	departmentId
}: Expected): [Person, string, unknown[]][] => [
	[
		reception,
		'select public.book_appointment($1, $2, $3, $4)',
		[patientId, doctor.doctorId, at(4, '09:00'), visitTypeId]
	],
	[
		reception,
		`select public.book_series($1, $2, $3, $4, '7 days', 2)`,
		[patientId, doctor.doctorId, visitTypeId, at(5, '09:00')]
	],
	[reception, 'select public.join_waitlist($1, $2, $3)', [patientId, otherTypeId, doctor.doctorId]],
	[reception, 'select public.take_token($1, $2)', [departmentId, patientId]],
	[
		doctor,
		`select public.order_follow_up($1, current_date, current_date + 30, 'test')`,
		[patientId]
	],
	[manager, 'select public.request_bed($1, $2)', [patientId, ward.id]],
	[manager, 'select public.admit_patient($1, $2)', [patientId, ward.id]]
];

describe('a death', () => {
	test('ends what is open, and nobody is told', async ({ db }) => {
		const all = await expected(db);
		const { reception, person, patientId } = all;
		// One of no visit: those of a visit end with it.
		await db.rows(
			`select private.enqueue_delivery($1::uuid, 'follow_up_due',
				'{"due_from": "2027-01-01", "due_until": "2027-01-09"}', now() + interval '2 days', 'test:' || $1)`,
			[patientId]
		);
		expect(await waitingMessages(db, patientId)).toBeGreaterThan(1);
		const before = await told(db, person);

		await db.as(reception, () => recordDeath(db, patientId));

		expect(await standing(db, patientId)).toEqual([
			'bed withdrawn',
			'follow-up cancelled',
			'token left',
			'visit cancelled',
			'wish withdrawn'
		]);
		expect(await waitingMessages(db, patientId)).toBe(0);
		expect(await told(db, person)).toBe(before);
		await db.rows('select private.run_follow_ups()');
		expect(await told(db, person)).toBe(before);
	});

	test('lets nothing begin, whoever begins it', async ({ db }) => {
		const all = await expected(db);
		await db.as(all.reception, () => recordDeath(db, all.patientId));
		const before = await standing(db, all.patientId);
		for (const [actor, sql, values] of beginnings(all)) {
			expect([sql, (await db.refusal(actor, () => db.rows(sql, values))).code]).toEqual([
				sql,
				'LN026'
			]);
		}
		// Nor by whoever writes the tables.
		const written = await db.refusal('owner', () =>
			db.rows(`update public.waitlist_entries set status = 'waiting' where patient_id = $1`, [
				all.patientId
			])
		);
		expect(written.code).toBe('LN026');
		expect(await standing(db, all.patientId)).toEqual(before);
		expect(
			await db.value(
				`select private.enqueue_delivery($1::uuid, 'follow_up_due', '{}', now(), 'after:' || $1::uuid)`,
				[all.patientId]
			)
		).toBe(0);
	});

	test('offers no time that becomes free, and the one on offer goes to the next', async ({
		db
	}) => {
		const { reception, doctor, otherTypeId, person, patientId } = await expected(db);
		const entryId = await db.value<string>(
			'select id from public.waitlist_entries where patient_id = $1',
			[patientId]
		);
		const [free] = await freeSlots(
			db,
			doctor.doctorId,
			otherTypeId,
			at(2, '08:00'),
			at(2, '12:00')
		);
		await db.as(reception, () =>
			db.rows('select public.offer_time($1, $2, $3)', [entryId, doctor.doctorId, free])
		);
		const next = await db.createPatient();
		await db.as(reception, () =>
			db.rows('select public.join_waitlist($1, $2, $3)', [next, otherTypeId, doctor.doctorId])
		);
		const before = await told(db, person);

		await db.as(reception, () => recordDeath(db, patientId));
		await db.rows('select private.look_for_waiting($1)', [doctor.doctorId]);

		expect(
			await db.rows(
				`select patient_id, status from public.waitlist_offers where doctor_id = $1 and starts_at = $2 order by status`,
				[doctor.doctorId, free]
			)
		).toEqual([
			{ patient_id: next, status: 'open' },
			{ patient_id: patientId, status: 'withdrawn' }
		]);
		expect(await told(db, person)).toBe(before);
	});

	test('said by a discharge is written down, and undone with it', async ({ db }) => {
		const { reception, patientId, ward, manager } = await expected(db);
		const { id } = await db.as(manager, () => admit(db, patientId, ward.id, ward.beds[0]));
		const admitted = await db.refusal(reception, () => recordDeath(db, patientId));
		expect(admitted.constraint).toBe('patients_deceased_discharged');

		const left = await db.as(manager, () =>
			db.row<{ discharged_at: Date }>(`select * from public.discharge_patient($1, 'deceased')`, [
				id
			])
		);
		expect(
			await db.value('select deceased_at from public.patients where id = $1', [patientId])
		).toEqual(left.discharged_at);
		expect(await standing(db, patientId)).toContain('visit cancelled');

		await db.as(manager, () => db.rows('select * from public.undo_move($1)', [id]));
		expect(
			await db.value('select deceased_at from public.patients where id = $1', [patientId])
		).toBeNull();
	});

	test('leaves a visit from before it to be said done or missed, and lets none be begun or moved', async ({
		db
	}) => {
		const { reception, doctor, visitTypeId, patientId } = await expected(db);
		const visit = (startsAt: string, status: string) =>
			db.value<string>(
				`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
				values ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '5 minutes', $5) returning id`,
				[patientId, doctor.doctorId, visitTypeId, startsAt, status]
			);
		const statusOf = (id: string) =>
			db.value<string>('select status from public.appointments where id = $1', [id]);
		const before = await visit(hours(-30), 'confirmed');
		const missed = await visit(hours(-29), 'confirmed');
		const arrived = await visit(hours(-3), 'checked_in');
		const asked = await visit(hours(-27), 'requested');
		const after = await visit(hours(-1), 'confirmed');
		await db.as(reception, () => recordDeath(db, patientId, hours(-2)));
		expect(await statusOf(after)).toBe('cancelled');

		const step = 'select public.set_appointment_status($1, $2)';
		const begun: [string, unknown[]][] = [
			[step, [before, 'checked_in']],
			[step, [arrived, 'in_consultation']],
			[step, [asked, 'confirmed']],
			['select public.reschedule_appointment($1, $2)', [before, at(4, '09:00')]]
		];
		for (const [sql, values] of begun) {
			const refused = await db.refusal(reception, () => db.rows(sql, values));
			expect([values, refused.code]).toEqual([values, 'LN026']);
		}
		const ended: [string, string][] = [
			[before, 'completed'],
			[missed, 'no_show'],
			[arrived, 'completed'],
			[asked, 'cancelled']
		];
		for (const [id, status] of ended) {
			await db.as(reception, () => db.rows(step, [id, status]));
			expect(await statusOf(id)).toBe(status);
		}
		const taken = await db.refusal(reception, () => db.rows(step, [missed, 'checked_in']));
		expect(taken.code).toBe('LN026');
	});

	test('put at an earlier time calls off what it had left before it', async ({ db }) => {
		const { reception, doctor, visitTypeId, patientId } = await expected(db);
		const id = await db.value<string>(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			values ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '5 minutes') returning id`,
			[patientId, doctor.doctorId, visitTypeId, hours(-3)]
		);
		const status = () => db.value('select status from public.appointments where id = $1', [id]);
		await db.as(reception, () => recordDeath(db, patientId, hours(-2)));
		expect(await status()).toBe('confirmed');
		await db.as(reception, () => recordDeath(db, patientId, hours(-4)));
		expect(await status()).toBe('cancelled');
	});

	test('withdrawn long after, it leaves no stay that says it ended so', async ({ db }) => {
		const { reception, patientId, ward, manager } = await expected(db);
		const { id } = await db.as(manager, () => admit(db, patientId, ward.id, ward.beds[0]));
		await db.as(manager, () => db.rows(`select public.discharge_patient($1, 'deceased')`, [id]));
		const ended = () =>
			db.row<{ disposition: string; discharged_at: Date; withdrawn: boolean }>(
				`select disposition, discharged_at, death_withdrawn_at is not null as withdrawn
				from public.admissions where id = $1`,
				[id]
			);
		const before = await ended();
		// What has ended is not changed otherwise.
		const rewritten = await db.refusal('owner', () =>
			db.rows(
				`update public.admissions set disposition = 'other', death_withdrawn_at = now() where id = $1`,
				[id]
			)
		);
		expect(rewritten.code).toBe('LN006');

		const version = await seen(db, patientId);
		await db.as(reception, () =>
			db.rows('select public.withdraw_death($1, $2)', [patientId, version])
		);
		expect(await ended()).toEqual({ ...before, disposition: 'other', withdrawn: true });

		// They come again, and this time it is so.
		const again = await db.as(manager, () => admit(db, patientId, ward.id, ward.beds[1]));
		await db.as(manager, () =>
			db.rows(`select public.discharge_patient($1, 'deceased')`, [again.id])
		);
		expect((await ended()).disposition).toBe('other');
	});

	test('is written down by reception and by doctors of their care, and by nobody else', async ({
		db
	}) => {
		const { doctor, patientId, person, manager, reception } = await expected(db);
		const stranger = await createClinicDoctor(db);
		for (const actor of [stranger, manager, person]) {
			expect((await db.refusal(actor, () => recordDeath(db, patientId))).code).toBe('42501');
		}
		await db.as(doctor, () => recordDeath(db, patientId));
		const undo = `select deceased_at from public.withdraw_death($1, $2)`;
		const version = await seen(db, patientId);
		expect((await db.refusal(person, () => db.rows(undo, [patientId, version]))).code).toBe(
			'42501'
		);
		expect(await db.as(reception, () => db.value(undo, [patientId, version]))).toBeNull();
		// Alive again, they are booked again.
		expect((await standing(db, patientId)).includes('visit cancelled')).toBe(true);
		await db.as(reception, () => recordDeath(db, patientId, hours(-2)));
	});

	test('is past, after the birth, and seen by whoever writes it', async ({ db }) => {
		const reception = await db.createStaff('receptionist');
		const patientId = await db.createPatient({ birthDate: '1980-05-17' });
		for (const when of [hours(1), '1980-05-15T12:00:00Z', null]) {
			const refused = await db.refusal(reception, () => recordDeath(db, patientId, when as string));
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_deceased_at']);
		}
		const stale = await db.refusal(reception, () =>
			db.rows('select public.record_death($1, $2, $3)', [patientId, hours(-1), hours(-100)])
		);
		expect(stale.code).toBe('LN009');
		for (const when of [hours(1), '1980-05-10T12:00:00Z']) {
			const written = await db.refusal('owner', () =>
				db.rows('update public.patients set deceased_at = $2 where id = $1', [patientId, when])
			);
			expect(written.code).toBe('23514');
		}
		expect(
			await db.value('select deceased_at from public.patients where id = $1', [patientId])
		).toBeNull();
	});
});

test('the demo hospital has its dead, and nothing is left open for them', async ({ db }) => {
	const dead = await db.rows<{ id: string; in_hospital: boolean; signed: boolean; off: boolean }>(
		`select patient.id,
			exists (select from public.admissions stay where stay.patient_id = patient.id and stay.disposition = 'deceased') as in_hospital,
			exists (
				select from public.discharge_summaries summary
				where summary.patient_id = patient.id and summary.facts ->> 'disposition' = 'deceased'
			) as signed,
			exists (
				select from public.appointments visit
				where visit.patient_id = patient.id and visit.status = 'cancelled' and visit.starts_at > patient.deceased_at
			) as off
		-- Other tests' people are called Test, and may have died meanwhile.
		from public.patients patient where deceased_at is not null and given_name <> 'Test' order by in_hospital`
	);
	// Others may have died here in the years before, of which there are no summaries.
	expect(dead.map(({ in_hospital, signed }) => [in_hospital, signed])).toEqual(
		expect.arrayContaining([
			[false, false],
			[true, true]
		])
	);
	expect(dead[0]?.off).toBe(true);
	const tables = await db.rows<{ table_name: string; open: string }>(
		`select table_name, replace(open_when, '{row}', 'work') as open from private.patient_work where open_when is not null`
	);
	for (const { table_name, open } of tables) {
		expect([
			table_name,
			await db.value(
				`select count(*)::int from ${table_name} work where patient_id = any ($1) and (${open})`,
				[dead.map(({ id }) => id)]
			)
		]).toEqual([table_name, table_name === 'public.appointment_series' ? expect.any(Number) : 0]);
	}
});
