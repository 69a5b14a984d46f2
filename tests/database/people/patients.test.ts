import {
	describe,
	expect,
	test,
	testApart,
	type Person,
	type TestDatabase
} from '../../support/database.ts';

interface Found {
	id: string;
	mrn: string;
	given_name: string;
	family_name: string;
	score: number;
}

/** A family name no other test or demo patient has, so that a search finds only what a test made. */
const family = 'Quetzalcoatlzin';

const search = (db: TestDatabase, actor: Person, query: string, limit = 20) =>
	db.as(actor, () =>
		db.rows<Found>('select * from public.search_patients($1, $2)', [query, limit])
	);

const names = (found: Found[]) => found.map((row) => `${row.given_name} ${row.family_name}`);

describe('a medical record number', () => {
	test('is LN, seven digits and a check digit, and never the same twice', async ({ db }) => {
		const ids = [await db.createPatient(), await db.createPatient()];
		const rows = await db.rows<{ mrn: string; valid: boolean }>(
			'select mrn, private.is_valid_mrn(mrn) as valid from public.patients where id = any ($1)',
			[ids]
		);
		expect(rows.map(({ mrn, valid }) => [/^LN\d{8}$/.test(mrn), valid])).toEqual([
			[true, true],
			[true, true]
		]);
		expect(new Set(rows.map(({ mrn }) => mrn)).size).toBe(2);
	});

	test('has the check digit of ISO 7064 MOD 11,10', async ({ db }) => {
		// The standard's own example.
		expect(await db.value(`select private.mrn_check_digit('0794')`)).toBe('5');
	});

	test('with any one digit wrong is refused', async ({ db }) => {
		const id = await db.createPatient();
		const mrn = await db.value<string>('select mrn from public.patients where id = $1', [id]);
		const wrong: string[] = [];
		for (let place = 2; place < mrn.length; place++) {
			for (let digit = 0; digit <= 9; digit++) {
				const other = mrn.slice(0, place) + String(digit) + mrn.slice(place + 1);
				if (other !== mrn) wrong.push(other);
			}
		}
		expect(wrong).toHaveLength(72);
		expect(
			await db.value(
				'select count(*)::int from unnest($1::text[]) m where private.is_valid_mrn(m)',
				[wrong]
			)
		).toBe(0);
		await expect(
			db.undone(() => db.rows('update public.patients set mrn = $2 where id = $1', [id, wrong[0]]))
		).rejects.toMatchObject({ constraint: 'patients_mrn_valid' });
	});
});

describe('registering at the desk', () => {
	const particulars = {
		given_name: '  Zoë ',
		family_name: family,
		birth_date: '1990-02-28',
		sex: 'female',
		phone: '+34600111222',
		email: '',
		country: 'ES'
	};
	const register = (db: TestDatabase, patient: unknown) =>
		db.row(`select * from public.register_patient($1)`, [JSON.stringify(patient)]);

	test('trims, leaves out what is empty and numbers the record', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		expect(await db.as(desk, () => register(db, particulars))).toMatchObject({
			given_name: 'Zoë',
			phone: '+34600111222',
			email: null,
			city: null,
			country: 'ES'
		});
	});

	test('is not for a nurse, and writes nothing', async ({ db }) => {
		const nurse = await db.createStaff('nurse');
		expect((await db.refusal(nurse, () => register(db, particulars))).code).toBe('42501');
		expect(
			await db.value('select count(*)::int from public.patients where family_name = $1', [family])
		).toBe(0);
	});

	for (const [what, change, problem] of [
		['without a name', { given_name: ' ', family_name: '' }, { code: '22023', hint: 'given_name' }],
		['without a birth date', { birth_date: null }, { code: '22023', hint: 'birth_date' }],
		[
			'with a day that is none',
			{ birth_date: '1990-02-30' },
			{ code: '22023', hint: 'birth_date' }
		],
		['with an unknown key', { mrn: 'LN01000010' }, { code: '22023', hint: 'mrn' }],
		['with a list for a name', { given_name: ['Zoë'] }, { code: '22023', hint: 'given_name' }],
		[
			'from the future',
			{ birth_date: '2999-01-01' },
			{ constraint: 'patients_birth_date_sensible' }
		],
		['with a telephone of letters', { phone: 'call me' }, { constraint: 'patients_phone_form' }],
		['with an address that is none', { email: 'zoe' }, { constraint: 'patients_email_form' }],
		['with a country in words', { country: 'Spain' }, { constraint: 'patients_country_code' }]
	] as const) {
		test(`${what} is refused`, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			const error = await db.refusal(desk, () => register(db, { ...particulars, ...change }));
			expect(error).toMatchObject(problem);
		});
	}
});

test.for([
	['Pacific/Kiritimati', 14],
	['Pacific/Pago_Pago', -11]
] as const)(
	'a child born today in %s is registered, and one of its tomorrow is not',
	async ([zone, hours], { db }) => {
		const desk = await db.createStaff('receptionist');
		await db.rows('update public.hospital_settings set time_zone = $1', [zone]);
		const born = (days: number) =>
			new Date(Date.now() + hours * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
		const register = (birth_date: string) =>
			db.row('select birth_date::text from public.register_patient($1)', [
				JSON.stringify({ given_name: 'Eva', family_name: family, birth_date })
			]);
		expect(await db.as(desk, () => register(born(0)))).toEqual({ birth_date: born(0) });
		expect((await db.refusal(desk, () => register(born(1)))).constraint).toBe(
			'patients_birth_date_sensible'
		);
		// Nor may one be made of somebody who is here already.
		expect(
			await db.refusal('owner', () =>
				db.rows('update public.patients set birth_date = $1 where family_name = $2', [
					born(1),
					family
				])
			)
		).toMatchObject({ constraint: 'patients_birth_date_sensible' });
	}
);

describe('who may be here already', () => {
	const known = {
		given_name: 'Nerea',
		family_name: family,
		birth_date: '1984-03-09',
		phone: '+34600987611'
	};
	for (const [what, change, found] of [
		['the same again', {}, 1],
		['one letter wrong in the name', { given_name: 'Nerca', phone: null }, 1],
		['without accents, family name first', { given_name: family, family_name: 'NEREA' }, 1],
		['day and month changed about', { birth_date: '1984-09-03', phone: null }, 1],
		['another birth date, the same telephone', { birth_date: '1985-03-09' }, 1],
		['a new name, the same birth date and telephone', { family_name: 'Uribarri' }, 1],
		['a namesake', { birth_date: '1951-01-01', phone: null }, 0],
		['somebody of the family', { given_name: 'Iker', birth_date: '2015-05-05' }, 0],
		['somebody else', { given_name: 'Xabier', family_name: 'Otxoa', phone: null }, 0]
	] as const) {
		test(`${what}: ${found === 0 ? 'nobody' : 'the record'}`, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			await db.as(desk, () =>
				db.row('select * from public.register_patient($1)', [JSON.stringify(known)])
			);
			const asked = { ...known, ...change };
			const likely = await db.as(desk, () =>
				db.rows<Found>('select * from public.likely_patients($1, $2, $3, $4)', [
					asked.given_name,
					asked.family_name,
					asked.birth_date,
					asked.phone
				])
			);
			expect(likely.filter(({ family_name }) => family_name === family)).toHaveLength(found);
			if (what === 'the same again') expect(likely[0]?.score).toBeGreaterThan(0.99);
		});
	}
});

test('a desk that has not looked at who is here registers nobody like them', async ({ db }) => {
	const desk = await db.createStaff('receptionist');
	const person = { given_name: 'Nerea', family_name: family, birth_date: '1984-03-09' };
	const register = (lookedAt: boolean) =>
		db.row('select * from public.register_patient($1, $2)', [JSON.stringify(person), lookedAt]);
	await db.as(desk, () => register(false));
	expect((await db.refusal(desk, () => register(false))).code).toBe('LN027');
	const count = 'select count(*)::int from public.patients where family_name = $1';
	expect(await db.value(count, [family])).toBe(1);
	await db.as(desk, () => register(true));
	expect(await db.value(count, [family])).toBe(2);
});

describe('correcting particulars', () => {
	const update = (db: TestDatabase, id: string, patient: unknown, seen: unknown) =>
		db.row('select * from public.update_patient($1, $2, $3)', [id, JSON.stringify(patient), seen]);
	// As text: a Date would lose the microseconds that tell versions apart.
	const version = (db: TestDatabase, id: string) =>
		db.value<string>('select updated_at::text from public.patients where id = $1', [id]);

	test('changes what is given, clears what is null, leaves the rest', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient({ givenName: 'Ana', phone: '+34600111222' });
		await db.rows(
			`update public.patients set city = 'Vigo', email = 'ana@lantern.example' where id = $1`,
			[id]
		);
		const seen = await version(db, id);
		expect(
			await db.as(desk, () => update(db, id, { city: 'Lugo', email: null }, seen))
		).toMatchObject({ given_name: 'Ana', phone: '+34600111222', city: 'Lugo', email: null });
	});

	test('is refused to whoever has not seen the latest, and changes nothing', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient();
		const seen = await version(db, id);
		await db.as(desk, () => update(db, id, { city: 'First' }, seen));
		for (const stale of [seen, null]) {
			const error = await db.refusal(desk, () => update(db, id, { city: 'Second' }, stale));
			expect(error.code).toBe('LN009');
		}
		expect(await db.value('select city from public.patients where id = $1', [id])).toBe('First');
	});

	test('says when there is no such patient, and refuses those who may not', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const doctor = await db.createStaff('doctor');
		const id = await db.createPatient();
		const seen = await version(db, id);
		expect((await db.refusal(desk, () => update(db, desk.id, { city: 'X' }, seen))).code).toBe(
			'PT404'
		);
		expect((await db.refusal(doctor, () => update(db, id, { city: 'X' }, seen))).code).toBe(
			'42501'
		);
	});
});

describe('one’s own record', () => {
	const create = (
		db: TestDatabase,
		given = 'Noor',
		birthDate: string | null = '1999-12-31',
		familyName = family
	) =>
		db.row('select * from public.create_own_patient($1, $2, $3, $4, $5)', [
			given,
			familyName,
			birthDate,
			'female',
			''
		]);

	test('is made once, linked to the account, with its address', async ({ db }) => {
		const user = await db.createUser();
		const patient = await db.as(user, () => create(db));
		expect(patient).toMatchObject({ given_name: 'Noor', email: user.email, phone: null });
		expect(await db.as(user, () => db.rows('select id, mrn from public.patients'))).toEqual([
			{ id: patient.id, mrn: patient.mrn }
		]);
		expect((await db.refusal(user, () => create(db))).code).toBe('LN011');
		expect(
			await db.value('select count(*)::int from public.patients where family_name = $1', [family])
		).toBe(1);
	});

	test('never links to a record that exists, however well the name fits', async ({ db }) => {
		const existing = await db.createPatient({
			givenName: 'Noor',
			familyName: family,
			birthDate: '1999-12-31'
		});
		const user = await db.createUser();
		const own = await db.as(user, () => create(db));
		expect(own.id).not.toBe(existing);
		expect(await db.as(user, () => db.rows('select id from public.patients'))).toEqual([
			{ id: own.id }
		]);
	});

	test('needs an account, a name and a birth date', async ({ db }) => {
		const user = await db.createUser();
		expect((await db.refusal('anon', () => create(db))).code).toBe('42501');
		expect(await db.refusal(user, () => create(db, ' ', '1999-12-31', ''))).toMatchObject({
			code: '22023',
			hint: 'p_given_name'
		});
		expect(await db.refusal(user, () => create(db, 'Noor', null))).toMatchObject({
			code: '22023',
			hint: 'p_birth_date'
		});
	});

	test('of a child is seen by the parent as well', async ({ db }) => {
		const parent = await db.createPortalPerson({ familyName: family });
		const child = await db.createPatient({ familyName: family });
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'parent')`,
			[parent.id, child]
		);
		const seen = await db.as(parent, () =>
			db.rows<{ id: string }>('select id from public.patients')
		);
		expect(seen.map(({ id }) => id).sort()).toEqual([parent.patientId, child].sort());
	});
});

describe('care', () => {
	const chart = (db: TestDatabase, actor: Person, patientId: string) =>
		db.as(actor, () =>
			db.value<boolean>('select $1 in (select private.care_patient_ids())', [patientId])
		);

	test('begins and ends with the assignment', async ({ db }) => {
		const doctor = await db.createStaff('doctor');
		const patientId = await db.createPatient();
		expect(await chart(db, doctor, patientId)).toBe(false);
		const id = await db.value<string>(
			`insert into public.care_team_members (patient_id, staff_id, role, since)
			 values ($1, $2, 'attending', now() - interval '1 day') returning id`,
			[patientId, doctor.staffId]
		);
		expect(await chart(db, doctor, patientId)).toBe(true);
		await db.rows('update public.care_team_members set until = now() where id = $1', [id]);
		expect(await chart(db, doctor, patientId)).toBe(false);
	});

	test('is nobody’s without the permission to read charts', async ({ db }) => {
		const cashier = await db.createStaff('cashier');
		const patientId = await db.createPatient();
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'other')`,
			[patientId, cashier.staffId]
		);
		expect(await chart(db, cashier, patientId)).toBe(false);
	});

	for (const [when, status, expected] of [
		["+ interval '3 days'", 'confirmed', true],
		["- interval '89 days'", 'completed', true],
		["- interval '91 days'", 'completed', false],
		["- interval '3 days'", 'no_show', false],
		["+ interval '3 days'", 'cancelled', false]
	] as const) {
		testApart(
			`${expected ? 'follows' : 'does not follow'} from a ${status} visit now ${when}`,
			async ({ db }) => {
				const doctor = await db.createDoctor();
				const patientId = await db.createPatient();
				const visitTypeId = await db.value(
					`insert into public.visit_types (code, name, duration_minutes)
				 values (upper(left(gen_random_uuid()::text, 8)), 'Visit', 20) returning id`
				);
				await db.rows('alter table public.appointments disable trigger user');
				await db.rows(
					`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status, cancelled_at)
				 select $1, $2, $3, at, at + interval '20 minutes', $4, case when $4 = 'cancelled' then now() end
				 from (select now() ${when} as at) visit`,
					[patientId, doctor.doctorId, visitTypeId, status]
				);
				await db.rows('select private.rebuild_care_access()');
				expect(await chart(db, doctor, patientId)).toBe(expected);
			}
		);
	}

	/** A doctor who has the patient in their care, and a nurse who has not. */
	async function teamOf(db: TestDatabase) {
		const doctor = await db.createStaff('doctor');
		const nurse = await db.createStaff('nurse');
		const patientId = await db.createPatient();
		const memberId = await db.value<string>(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending') returning id`,
			[patientId, doctor.staffId]
		);
		return { doctor, nurse, patientId, memberId };
	}

	const assign = (
		db: TestDatabase,
		patientId: string,
		staffId: string | null,
		until: string | null = null
	) =>
		db.row<{ id: string; since: Date; until: Date }>(
			`select * from public.assign_to_care_team($1, $2, 'nurse', now() + $3::interval)`,
			[patientId, staffId, until]
		);

	test('is not written past its commands, and never given to oneself', async ({ db }) => {
		const { doctor, nurse, patientId, memberId } = await teamOf(db);
		const { patientId: others } = await teamOf(db);
		for (const [write, values] of [
			[
				`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'nurse')`,
				[patientId, nurse.staffId]
			],
			[
				`update public.care_team_members set until = now() + interval '300 days' where id = $1`,
				[memberId]
			],
			['delete from public.care_team_members where id = $1', [memberId]]
		] as const) {
			expect((await db.refusal(doctor, () => db.rows(write, [...values]))).code).toBe('42501');
		}
		expect((await db.refusal(doctor, () => assign(db, patientId, doctor.staffId))).code).toBe(
			'42501'
		);
		expect((await db.refusal(doctor, () => assign(db, others, nurse.staffId))).code).toBe('PT404');
		expect((await db.refusal(nurse, () => assign(db, patientId, doctor.staffId))).code).toBe(
			'42501'
		);
	});

	test('is given from now on to whoever reads charts, within a year', async ({ db }) => {
		const { doctor, nurse, patientId } = await teamOf(db);
		const { id, since } = await db.as(doctor, () =>
			assign(db, patientId, nurse.staffId, '10 minutes')
		);
		expect(since).toEqual(await db.value('select now()'));
		expect(await chart(db, nurse, patientId)).toBe(true);
		for (const [wrong, until] of [
			[(await db.createStaff('nurse', { active: false })).staffId, null],
			[(await db.createStaff('cashier')).staffId, null],
			[null, null],
			[(await db.createStaff('nurse')).staffId, '367 days'],
			[(await db.createStaff('nurse')).staffId, '-1 second']
		] as const) {
			expect((await db.refusal(doctor, () => assign(db, patientId, wrong, until))).code).toBe(
				'22023'
			);
		}
		// To leave is everybody's own; to take out a colleague is not.
		const end = (member: string) => db.rows('select from public.end_care_membership($1)', [member]);
		const second = await db.createStaff('nurse');
		const { id: secondId } = await db.as(doctor, () => assign(db, patientId, second.staffId));
		expect((await db.refusal(nurse, () => end(secondId))).code).toBe('42501');
		await db.as(nurse, () => end(id));
		expect(await chart(db, nurse, patientId)).toBe(false);
		await db.as(doctor, () => end(secondId));
		expect(await chart(db, second, patientId)).toBe(false);
	});

	test('is not given twice at a time to the same person', async ({ db }) => {
		const nurse = await db.createStaff('nurse');
		const patientId = await db.createPatient();
		const assign = () =>
			db.rows(
				`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'nurse')`,
				[patientId, nurse.staffId]
			);
		await assign();
		expect(await db.refusal('owner', assign)).toMatchObject({
			code: '23P01',
			constraint: 'care_team_members_once'
		});
	});
});

describe('what a patient states of allergies at the desk', () => {
	const reported = (db: TestDatabase, patientId: string) =>
		db.value<{ reported: Record<string, unknown>[] | null; known: unknown[] } | null>(
			'select public.patient_allergies($1)',
			[patientId]
		);

	test('is written by the desk, read by who cares for them as unconfirmed, and by nobody at the desk', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const doctor = await db.createDoctor();
		const patientId = await db.createPatient();
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
			[patientId, doctor.staffId]
		);
		const report = (answer: string, words: string | null) =>
			db.rows('select public.report_allergies($1, $2, $3)', [patientId, answer, words]);
		await db.as(desk, async () => {
			await report('known', ' Nuts ');
			expect(await db.rows('select * from public.allergy_reports')).toEqual([]);
			expect(await reported(db, patientId)).toBeNull();
		});
		expect((await db.refusal(desk, () => report('known', ' '))).hint).toBe('p_words');
		expect((await db.refusal(doctor, () => report('none', null))).code).toBe('42501');

		const seen = await db.as(doctor, () => reported(db, patientId));
		expect(seen).toMatchObject({
			known: [],
			denied_at: null,
			reported: [{ answer: 'known', words: 'Nuts', taken_by: desk.name }]
		});
		await db.as(doctor, () =>
			db.rows('select public.check_allergy_report($1)', [seen?.reported?.[0]?.id])
		);
		expect(await db.as(doctor, () => reported(db, patientId))).toMatchObject({ reported: null });
		expect(
			await db.row('select words, checked_by from public.allergy_reports where patient_id = $1', [
				patientId
			])
		).toEqual({ words: 'Nuts', checked_by: doctor.staffId });
	});
});

describe('allergies', () => {
	const add = (
		db: TestDatabase,
		patientId: string,
		substance = 'Penicillin',
		severity = 'severe'
	) =>
		db.row('select * from public.add_allergy($1, $2, $3, $4)', [
			patientId,
			substance,
			'hives',
			severity
		]);

	async function doctorWithPatient(db: TestDatabase) {
		const doctor = await db.createStaff('doctor');
		const patientId = await db.createPatient();
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
			[patientId, doctor.staffId]
		);
		return { doctor, patientId };
	}

	test('are recorded with who recorded them, resolved, and may come back', async ({ db }) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		const allergy = await db.as(doctor, () => add(db, patientId));
		expect(allergy).toMatchObject({ status: 'active', recorded_by: doctor.staffId });
		const resolve = () => db.row('select * from public.resolve_allergy($1)', [allergy.id]);
		const resolved = await db.as(doctor, resolve);
		expect(resolved.status).toBe('resolved');
		expect((await db.as(doctor, resolve)).resolved_at).toEqual(resolved.resolved_at);
		expect((await db.as(doctor, () => add(db, patientId))).status).toBe('active');
	});

	test('are not recorded twice while active, whatever the spelling', async ({ db }) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		await db.as(doctor, () => add(db, patientId));
		expect(await db.refusal(doctor, () => add(db, patientId, ' PENICILLIN '))).toMatchObject({
			code: '23505',
			constraint: 'allergies_active_substance_key'
		});
	});

	test('of somebody else’s patient are not there; without the permission one may not', async ({
		db
	}) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		const other = await db.createPatient();
		const desk = await db.createStaff('receptionist');
		expect((await db.refusal(doctor, () => add(db, other))).code).toBe('PT404');
		expect((await db.refusal(desk, () => add(db, patientId))).code).toBe('42501');
		const allergy = await db.as(doctor, () => add(db, patientId));
		const stranger = await db.createStaff('doctor');
		const resolve = () => db.rows('select public.resolve_allergy($1)', [allergy.id]);
		expect((await db.refusal(stranger, resolve)).code).toBe('PT404');
		expect((await db.refusal(desk, resolve)).code).toBe('42501');
		expect(
			await db.rows('select patient_id, status from public.allergies where patient_id = any ($1)', [
				[patientId, other]
			])
		).toEqual([{ patient_id: patientId, status: 'active' }]);
	});

	const known = (db: TestDatabase, patientId: string) =>
		db.value<Record<string, unknown> | null>('select public.patient_allergies($1)', [patientId]);
	const deny = (db: TestDatabase, patientId: string) =>
		db.row('select * from public.record_no_allergies($1)', [patientId]);

	test('that nobody asked about are not recorded; asked and none is said by whom and when', async ({
		db
	}) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		expect(await db.as(doctor, () => known(db, patientId))).toEqual({
			known: [],
			reported: null,
			denied_at: null,
			denied_by: null
		});
		const denial = await db.as(doctor, () => deny(db, patientId));
		expect(denial).toMatchObject({ recorded_by: doctor.staffId, ended_at: null });
		const told = await db.as(doctor, () => known(db, patientId));
		expect(told).toMatchObject({
			known: [],
			denied_by: await db.value('select full_name from public.staff where id = $1', [
				doctor.staffId
			])
		});
		expect(new Date(String(told?.denied_at))).toEqual(denial.recorded_at);

		// Asked again, there is one answer: the last.
		await db.as(doctor, () => deny(db, patientId));
		expect(
			await db.count(
				'select from public.allergy_denials where patient_id = $1 and ended_at is null',
				[patientId]
			)
		).toBe(1);
		await db.as(doctor, () => db.rows('select public.withdraw_no_allergies($1)', [patientId]));
		expect(await db.as(doctor, () => known(db, patientId))).toMatchObject({ denied_at: null });
	});

	test('end that there is none, and do not come back to it', async ({ db }) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		await db.as(doctor, () => deny(db, patientId));
		const allergy = await db.as(doctor, () => add(db, patientId));
		expect(await db.as(doctor, () => known(db, patientId))).toMatchObject({
			known: [{ substance: 'Penicillin', severity: 'severe' }],
			denied_at: null
		});
		expect(await db.refusal(doctor, () => deny(db, patientId))).toMatchObject({
			code: '23514',
			constraint: 'allergy_denials_none_active'
		});
		await db.as(doctor, () => db.rows('select public.resolve_allergy($1)', [allergy.id]));
		expect(await db.as(doctor, () => known(db, patientId))).toEqual({
			known: [],
			reported: null,
			denied_at: null,
			denied_by: null
		});
	});

	test('are nobody’s to know or deny who does not look after the patient', async ({ db }) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		await db.as(doctor, () => deny(db, patientId));
		const [stranger, desk] = [await db.createStaff('doctor'), await db.createStaff('receptionist')];
		expect(await db.as(stranger, () => known(db, patientId))).toBeNull();
		expect(await db.as(desk, () => known(db, patientId))).toBeNull();
		expect((await db.refusal(stranger, () => deny(db, patientId))).code).toBe('PT404');
		expect((await db.refusal(desk, () => deny(db, patientId))).code).toBe('42501');
	});

	test('name the parameter that is wrong', async ({ db }) => {
		const { doctor, patientId } = await doctorWithPatient(db);
		expect(await db.refusal(doctor, () => add(db, patientId, ' '))).toMatchObject({
			code: '22023',
			hint: 'p_substance'
		});
		expect(await db.refusal(doctor, () => add(db, patientId, 'Latex', 'awful'))).toMatchObject({
			code: '22023',
			hint: 'p_severity'
		});
	});
});

describe('searching for patients', () => {
	test('is for those who may know who patients are', async ({ db }) => {
		const patient = await db.createPortalPerson({ familyName: family });
		const housekeeper = await db.createStaff('housekeeper');
		const formerDesk = await db.createStaff('receptionist', { active: false });
		for (const person of [patient, housekeeper, formerDesk]) {
			expect((await db.refusal(person, () => search(db, person, family))).code).toBe('42501');
		}
		const anon = await db.refusal('anon', () =>
			db.rows('select * from public.search_patients($1)', [family])
		);
		expect(anon.code).toBe('42501');
		const nurse = await db.createStaff('nurse');
		expect(await search(db, nurse, family)).toHaveLength(1);
	});

	test('goes by the rarest word, also of words that are all too common to count', async ({
		db
	}) => {
		await db.rows(
			`insert into private.patient_name_entries (token, name, patient_id)
			select token, ' ' || token || ' ', gen_random_uuid()
			from (values ('zzoften', 4000), ('zzseldom', 400)) as word (token, times)
			cross join lateral generate_series(1, times)`
		);
		await db.rows('analyze private.patient_name_entries');
		const count = (word: string, limit: number) =>
			db.value<number>('select private.count_name_entries($1, $2)', [word, limit]);
		expect(await count('zzsel', 1000)).toBe(400);
		const [often, seldom] = [await count('zzoften', 100), await count('zzseldom', 100)];
		expect(seldom).toBeGreaterThanOrEqual(100);
		expect(often).toBeGreaterThan(seldom);
		expect(await count('zz', 100)).toBeGreaterThan(seldom);
	});

	const people = [
		['María José', `${family} Ñandú`],
		['Jürgen', `${family}`],
		['Søren', `O’Brian-${family}`],
		['小明', `王${family}`],
		['Мария', `${family}`],
		['محمد', `${family}`],
		['أحمد', `${family}`],
		['هدى عائشة', `${family}`],
		['Nguyễn Thị', `${family}`]
	] as const;

	for (const [what, query, expected] of [
		['ignores case and accents', `MARIA ${family} nandu`, `María José ${family} Ñandú`],
		['takes any order', `${family} jose maria`, `María José ${family} Ñandú`],
		['takes beginnings of words', 'quetzalcoatl mar jo', `María José ${family} Ñandú`],
		['takes a comma', `${family}, Jurgen`, `Jürgen ${family}`],
		['forgives a wrong letter', `Jurken ${family}`, `Jürgen ${family}`],
		['forgives a missing letter', `Jurgn ${family}`, `Jürgen ${family}`],
		['forgives a letter too many', `Jurrgen ${family}`, `Jürgen ${family}`],
		['forgives two letters swapped', `Jugren ${family}`, `Jürgen ${family}`],
		['forgives a mistake in the first letter', `Kurgen ${family}`, `Jürgen ${family}`],
		['forgives a mistake in a word not typed to the end', 'Jürgen Quetzlcoa', `Jürgen ${family}`],
		['forgives a mistake in the word that is rare', 'Jürgen Quetzalcoatlzim', `Jürgen ${family}`],
		['joins what an apostrophe parts', `obrian ${family}`, `Søren O’Brian-${family}`],
		['parts what a hyphen joins', `soren ${family}`, `Søren O’Brian-${family}`],
		['needs no spaces between Chinese names', `王小明`, `小明 王${family}`],
		['takes Cyrillic', `мария ${family}`, `Мария ${family}`],
		['takes Arabic', `محمد ${family}`, `محمد ${family}`],
		['takes Arabic with its marks', `مُحَمَّد ${family}`, `محمد ${family}`],
		['takes one form of alef for another', `احمد ${family}`, `أحمد ${family}`],
		['takes one form of yeh and of heh for another', `هدي عايشه ${family}`, `هدى عائشة ${family}`],
		['takes Vietnamese without its marks', `nguyen thi ${family}`, `Nguyễn Thị ${family}`]
	] as const) {
		test(what, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			for (const [givenName, familyName] of people)
				await db.createPatient({ givenName, familyName });
			expect(names(await search(db, desk, query))).toContain(expected);
		});
	}

	test('does not take two mistakes for one, nor a stranger for a patient', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		await db.createPatient({ givenName: 'Jürgen', familyName: family });
		for (const query of [`Jurgxx ${family}`, `Jurgen Zzzzzzzz`, `Kurgen Quetzalcoatlzim`]) {
			expect(names(await search(db, desk, query))).not.toContain(`Jürgen ${family}`);
		}
	});

	test('puts the exact before the longer before the similar', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		for (const givenName of ['Anab', 'Anabel', 'Amab', 'Anab Luz']) {
			await db.createPatient({ givenName, familyName: family });
		}
		expect(names(await search(db, desk, `anab ${family}`))).toEqual(
			['Anab', 'Anab Luz', 'Anabel', 'Amab'].map((given) => `${given} ${family}`)
		);
	});

	test('puts whoever is called just so first, however many others come before', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		await db.rows(
			`insert into public.patients (given_name, family_name, birth_date)
			 select 'Aa' || i || ' Noor', $1, '1990-01-01' from generate_series(1, 120) i`,
			[family]
		);
		await db.createPatient({ givenName: 'Noor', familyName: family });
		for (const query of [`Noor ${family}`, `${family}, noor`]) {
			expect(names(await search(db, desk, query, 5))[0]).toBe(`Noor ${family}`);
		}
	});

	test('finds a record number in every way it is written', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient();
		const mrn = await db.value<string>('select mrn from public.patients where id = $1', [id]);
		const digits = mrn.slice(2);
		for (const query of [
			mrn,
			mrn.toLowerCase(),
			` LN ${digits.slice(0, 4)}-${digits.slice(4)} `,
			`LN-${digits.slice(0, 7)}`,
			digits,
			digits.slice(0, 7)
		]) {
			expect((await search(db, desk, query)).map((found) => found.id)).toContain(id);
		}
		expect((await search(db, desk, mrn))[0]).toMatchObject({ id, score: 1 });
	});

	test('follows a change of name and leaves out the archived', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient({ givenName: 'Before', familyName: family });
		await db.rows(`update public.patients set given_name = 'After' where id = $1`, [id]);
		expect(await search(db, desk, `before ${family}`)).toEqual([]);
		expect(names(await search(db, desk, `after ${family}`))).toEqual([`After ${family}`]);
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Duplicate' where id = $1`,
			[id]
		);
		const mrn = await db.value<string>('select mrn from public.patients where id = $1', [id]);
		for (const query of [family, mrn]) expect(await search(db, desk, query)).toEqual([]);
		await db.rows(
			'update public.patients set archived_at = null, archived_reason = null where id = $1',
			[id]
		);
		expect(await search(db, desk, family)).toHaveLength(1);
		await db.rows('delete from public.patients where id = $1', [id]);
		expect(
			await db.value(
				'select count(*)::int from private.patient_name_entries where patient_id = $1',
				[id]
			)
		).toBe(0);
	});

	test('gives no more than asked, and at most fifty', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		await db.rows(
			`insert into public.patients (given_name, family_name, birth_date)
			 select 'Name ' || i, $1, '1990-01-01' from generate_series(1, 70) i`,
			[family]
		);
		expect(await search(db, desk, family, 3)).toHaveLength(3);
		expect(await search(db, desk, family, 1000)).toHaveLength(50);
	});

	for (const query of [
		'',
		'   ',
		'%',
		'_',
		'***',
		"'; drop table patients; --",
		'\\',
		'🙂',
		'x'.repeat(5000)
	]) {
		test(`bears “${query.slice(0, 30)}”`, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			await db.createPatient({ familyName: family });
			expect(names(await search(db, desk, query))).not.toContain(`Test ${family}`);
		});
	}

	testApart(
		'finds the same after a rebuild, which a bulk load without triggers needs',
		async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			await db.rows('alter table public.patients disable trigger user');
			await db.createPatient({ givenName: 'Loaded', familyName: family });
			expect(await search(db, desk, `loaded ${family}`)).toEqual([]);
			await db.rows('select private.rebuild_patient_search()');
			expect(names(await search(db, desk, `loaded ${family}`))).toEqual([`Loaded ${family}`]);
			expect(names(await search(db, desk, `loadde ${family}`))).toEqual([`Loaded ${family}`]);
		}
	);
});
