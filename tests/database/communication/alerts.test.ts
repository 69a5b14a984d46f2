import {
	expect,
	testApart as test,
	type Person,
	type TestDatabase
} from '../../support/database.ts';

/* What is told to several and dealt with by one asks nothing of the others any more. NEWS2 is in wards/nursing. */

const unread = (db: TestDatabase, who: Person, kind: string) =>
	db.count(
		'select from public.notifications where user_id = $1 and kind = $2 and read_at is null',
		[who.id, kind]
	);

test('emergency access is told to each reviewer at once, and read for all when one has judged it', async ({
	db
}) => {
	const [doctor, first, second] = [
		await db.createDoctor(),
		await db.createStaff('admin'),
		await db.createStaff('admin')
	];
	const patientId = await db.createPatient();
	const opening = await db.as(doctor, () =>
		db.value<string>(
			`select id from public.open_chart($1, 'Unconscious at the entrance', 'emergency')`,
			[patientId]
		)
	);
	for (const who of [first, second]) {
		expect(
			await db.row(
				`select severity from public.notifications where user_id = $1 and kind = 'chart_emergency'`,
				[who.id]
			)
		).toEqual({ severity: 'warning' });
	}
	await db.as(first, () => db.rows(`select public.review_opening($1, 'justified')`, [opening]));
	expect(await unread(db, second, 'chart_emergency')).toBe(0);
});

test.for(['answered', 'stopped'])(
	'a finding of a later check is told to the prescriber and who has the patient on the ward, and read for all when it is %s',
	async (how, { db }) => {
		const [doctor, nurse] = [await db.createDoctor(), await db.createStaff('nurse')];
		const patientId = await db.createPatient();
		await db.rows(
			`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
			[patientId, doctor.staffId]
		);
		const prescriptionId = await db.value<string>(
			`insert into public.prescriptions (
				patient_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, starts_on, staff_id, staff_name, status, signed_at, verification_code
			)
			select $1, id, name, name_es, unit, 'oral', '[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d"}]',
				private.hospital_day(), $2, 'Dr. Person', 'active', now(), upper(encode(extensions.gen_random_bytes(10), 'hex'))
			from public.medicines where name = 'Paracetamol 500 mg tablets'
			returning id`,
			[patientId, doctor.staffId]
		);
		const checkId = await db.value<string>(
			`insert into public.prescription_checks (prescription_id, patient_id, occasion, because, result, findings, inputs)
			 values ($1, $2, 'recheck', 'allergy', 'block_until_reason', '[{"kind": "allergy"}]', '{}') returning id`,
			[prescriptionId, patientId]
		);
		for (const who of [doctor, nurse]) {
			await db.rows(
				`select private.notify_user($1, 'prescription_recheck', '{}', '/', $2, 'warning')`,
				[who.id, `prescription:${prescriptionId}`]
			);
		}
		await db.as(doctor, () => db.rows('select public.open_chart($1)', [patientId]));
		await db.as(doctor, () =>
			how === 'answered'
				? db.rows(`select public.answer_check($1, 'Talked about it')`, [checkId])
				: db.rows(`select public.stop_prescription($1, 1, 'allergy')`, [prescriptionId])
		);
		for (const who of [doctor, nurse]) {
			expect(await unread(db, who, 'prescription_recheck')).toBe(0);
		}
	}
);
