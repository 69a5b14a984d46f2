import {
	describe,
	expect,
	testApart as test,
	type Person,
	type TestDatabase
} from '../../support/database.ts';

interface Item {
	kind: string;
	id: string;
	urgent: boolean;
	shared: boolean;
	for_name: string | null;
	link: string;
	facts: Record<string, unknown>;
}
type Doctor = Person & { staffId: string };

/** What waits for somebody, as their screen reads it. */
const inboxOf = async (db: TestDatabase, who: Person, kind?: string) => {
	const { counts, items } = await db.as(who, () =>
		db.value<{ counts: { kind: string; count: number }[]; items: Item[] }>(
			'select public.read_inbox($1)',
			[kind ?? null]
		)
	);
	return {
		items,
		ids: items.map(({ id }) => id),
		count: Object.fromEntries(counts.map((counted) => [counted.kind, counted.count]))
	};
};
const inCareOf = (db: TestDatabase, patientId: string, { staffId }: Doctor) =>
	db.rows(
		`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
		[patientId, staffId]
	);
const opened = (db: TestDatabase, who: Person, patientId: string) =>
	db.as(who, () => db.rows('select public.open_chart($1)', [patientId]));
/** Something the patient takes, of a doctor, and that they ask for more of it. */
async function askedOf(
	db: TestDatabase,
	doctor: Doctor,
	patientId: string,
	endsOn: string | null = null
) {
	const prescriptionId = await db.value<string>(
		`insert into public.prescriptions (
			patient_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, starts_on, staff_id, staff_name, status, signed_at, verification_code, ends_on
		)
		select $1, id, name, name_es, unit, 'oral', '[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d"}]',
			private.hospital_day(), $2, 'Dr. Person', 'active', now(), upper(encode(extensions.gen_random_bytes(10), 'hex')), $3
		from public.medicines where name = 'Paracetamol 500 mg tablets'
		returning id`,
		[patientId, doctor.staffId, endsOn]
	);
	const requestId = await db.value<string>(
		'insert into public.repeat_requests (prescription_id, patient_id) values ($1, $2) returning id',
		[prescriptionId, patientId]
	);
	return { prescriptionId, requestId };
}
const standIn = (
	db: TestDatabase,
	who: Person,
	delegate: Doctor,
	{
		from = "now() - interval '1 hour'",
		until = "now() + interval '3 days'",
		whose = null as string | null
	} = {}
) =>
	db.as(who, () =>
		db.value<string>(`select public.name_stand_in($1, ${from}, ${until}, $2)`, [
			delegate.staffId,
			whose
		])
	);
/** A doctor with a patient who has asked for something, and a colleague who has not the patient in their care. */
async function scene(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
	await inCareOf(db, patient.patientId, doctor);
	return { patient, doctor, colleague, ...(await askedOf(db, doctor, patient.patientId)) };
}
const announced = (db: TestDatabase, who: Person) =>
	db.count(
		`select from realtime.messages where topic = 'user:' || $1 and event = 'inbox_changed'`,
		[who.id]
	);

describe('the inbox', () => {
	test('lists what waits for its reader, and for nobody else', async ({ db }) => {
		const { doctor, colleague, requestId } = await scene(db);
		const own = await inboxOf(db, doctor);
		expect(own.ids).toEqual([requestId]);
		expect(own.items[0]).toMatchObject({ kind: 'repeat', shared: false, for_name: null });
		expect(own.count).toEqual({ repeat: 1 });
		expect((await inboxOf(db, colleague)).ids).toEqual([]);
		expect(await db.as(doctor, () => db.value('select public.inbox_count()'))).toBe(1);
	});

	test('is told once of each change, and what is done is gone for everybody', async ({ db }) => {
		const { doctor, patient, requestId } = await scene(db);
		expect(await announced(db, doctor)).toBe(1);
		await opened(db, doctor, patient.patientId);
		await db.as(doctor, () =>
			db.rows(`select public.answer_repeat($1, false, 'Come and see me')`, [requestId])
		);
		expect((await inboxOf(db, doctor)).ids).toEqual([]);
	});

	test('has drafts for who writes them and co-signatures for who is asked, until they are signed', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const encounterId = await db.value<string>(
			`insert into public.encounters (patient_id, staff_id, staff_name) values ($1, $2, 'Dr. Person') returning id`,
			[patient.patientId, doctor.staffId]
		);
		const noteId = await db.value<string>(
			`insert into public.notes (encounter_id, patient_id, kind, author_id, author_name) values ($1, $2, 'progress', $3, 'Dr. Person') returning id`,
			[encounterId, patient.patientId, doctor.staffId]
		);
		expect((await inboxOf(db, doctor, 'note_sign')).items).toMatchObject([
			{ id: noteId, link: `/patients/${patient.patientId}/notes/${noteId}` }
		]);
		await db.rows(
			`update public.notes set status = 'signed', version = 1, signed_at = now(), cosigner_id = $2 where id = $1`,
			[noteId, colleague.staffId]
		);
		expect((await inboxOf(db, doctor, 'note_sign')).ids).toEqual([]);
		expect((await inboxOf(db, colleague)).items).toMatchObject([
			{ kind: 'note_cosign', id: noteId }
		]);
		await db.rows('update public.notes set cosigned_at = now() where id = $1', [noteId]);
		expect((await inboxOf(db, colleague)).ids).toEqual([]);
	});

	test('has what a later check found, urgent, until somebody says why it goes on or stops it', async ({
		db
	}) => {
		const { doctor, prescriptionId, patient } = await scene(db);
		const found = async (result: string) =>
			db.rows(
				`insert into public.prescription_checks (prescription_id, patient_id, occasion, because, result, findings, inputs)
				 values ($1, $2, 'recheck', 'allergy', $3, $4, '{}')`,
				[
					prescriptionId,
					patient.patientId,
					result,
					result === 'clear' ? '[]' : '[{"kind": "allergy"}]'
				]
			);
		await found('block_until_reason');
		expect((await inboxOf(db, doctor, 'recheck')).items).toMatchObject([
			{ id: prescriptionId, urgent: true }
		]);
		await found('clear');
		expect((await inboxOf(db, doctor, 'recheck')).ids).toEqual([]);
		await found('could_not_run');
		expect((await inboxOf(db, doctor, 'recheck')).ids).toEqual([prescriptionId]);
		await opened(db, doctor, patient.patientId);
		await db.as(doctor, () =>
			db.rows(
				`select public.answer_check((select id from public.prescription_checks where prescription_id = $1 order by checked_at desc limit 1), 'Talked about it')`,
				[prescriptionId]
			)
		);
		expect((await inboxOf(db, doctor, 'recheck')).ids).toEqual([]);
	});

	test('has what a patient sent in the lists of all who care for them, marked so, until one has looked', async ({
		db
	}) => {
		const { doctor, colleague, patient } = await scene(db);
		await inCareOf(db, patient.patientId, colleague);
		const documentId = await db.value<string>(
			`insert into public.documents (patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, filed_name)
			 values ($1::uuid, $1::uuid || '/' || gen_random_uuid(), 'lab_report', 'Blood test', current_date, 'patient', 'application/pdf', 10, 'clean', 'Me')
			 returning id`,
			[patient.patientId]
		);
		for (const who of [doctor, colleague]) {
			expect((await inboxOf(db, who, 'document')).items).toMatchObject([
				{ id: documentId, shared: true }
			]);
		}
		const closed = await db.refusal(colleague, () =>
			db.rows('select public.mark_document_seen($1)', [documentId])
		);
		expect(closed.code).toBe('PT404');
		expect((await inboxOf(db, doctor, 'document')).ids).toEqual([documentId]);
		await opened(db, colleague, patient.patientId);
		await db.as(colleague, () => db.rows('select public.mark_document_seen($1)', [documentId]));
		expect((await inboxOf(db, doctor, 'document')).ids).toEqual([]);
		await opened(db, doctor, patient.patientId);
		await db.as(doctor, () => db.rows('select public.mark_document_seen($1)', [documentId]));
		expect(
			await db.value('select seen_name from public.documents where id = $1', [documentId])
		).toBe(colleague.name);
	});

	test('gives a long list part by part, urgent and then oldest first, each row once', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db);
		const today = await db.value<string>('select private.hospital_day()::text');
		for (const endsOn of [null, today, null, today, null, null]) {
			await askedOf(db, doctor, patient.patientId, endsOn);
		}
		const seen: Item[] = [];
		for (;;) {
			const last = seen.at(-1) as (Item & { at: string }) | undefined;
			const part = await db.as(doctor, () =>
				db.value<{ items: Item[] }>('select public.read_inbox($1, $2, $3, $4, 3)', [
					'repeat',
					last?.urgent ?? null,
					last?.at ?? null,
					last?.id ?? null
				])
			);
			seen.push(...part.items.slice(0, 3));
			if (part.items.length <= 3) break;
		}
		expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
		expect(seen).toHaveLength(7);
		expect(seen.map(({ urgent }) => urgent)).toEqual([
			true,
			true,
			false,
			false,
			false,
			false,
			false
		]);
	});
});

describe('a stand-in', () => {
	test('sees what waits for a colleague, marked as theirs, and who is away sees it still', async ({
		db
	}) => {
		const { doctor, colleague, requestId } = await scene(db);
		await standIn(db, doctor, colleague);
		expect((await inboxOf(db, colleague)).items).toMatchObject([
			{ id: requestId, for_name: doctor.name, shared: false }
		]);
		expect((await inboxOf(db, doctor)).ids).toEqual([requestId]);
		expect(
			await db.count(
				`select from public.notifications where user_id = $1 and kind = 'stand_in_named'`,
				[colleague.id]
			)
		).toBe(1);
	});

	test('has a patient in their care from when they take an item up until the colleague is back', async ({
		db
	}) => {
		const { doctor, colleague, patient, requestId } = await scene(db);
		const other = await db.createPatient();
		await inCareOf(db, other, doctor);
		const id = await standIn(db, doctor, colleague);
		const refused = await db.refusal(colleague, () =>
			db.rows(`select public.answer_repeat($1, false, 'Come and see me')`, [requestId])
		);
		expect(refused.code).toBe('PT404');
		const link = await db.as(colleague, () =>
			db.value('select public.take_up_item($1, $2)', ['repeat', requestId])
		);
		expect(link).toBe('/repeats');
		const cares = () =>
			db.as(colleague, () =>
				db.rows<{ care_patient_ids: string }>('select private.care_patient_ids()')
			);
		expect(await cares()).toEqual([{ care_patient_ids: patient.patientId }]);
		await opened(db, colleague, patient.patientId);
		await db.as(colleague, () =>
			db.rows(`select public.answer_repeat($1, false, 'Come and see me')`, [requestId])
		);
		expect((await inboxOf(db, doctor)).ids).toEqual([]);
		await db.as(doctor, () => db.rows('select public.end_stand_in($1)', [id]));
		expect(await cares()).toEqual([]);
	});

	test('takes up nothing that does not wait for the colleague', async ({ db }) => {
		const { doctor, colleague } = await scene(db);
		const third = await scene(db);
		await standIn(db, doctor, colleague);
		const refused = await db.refusal(colleague, () =>
			db.rows('select public.take_up_item($1, $2)', ['repeat', third.requestId])
		);
		expect(refused.code).toBe('PT404');
		expect(await db.as(colleague, () => db.rows('select private.care_patient_ids()'))).toEqual([]);
	});

	test('is shown nothing only the colleague can sign', async ({ db }) => {
		const { patient, doctor, colleague } = await scene(db);
		const encounterId = await db.value<string>(
			`insert into public.encounters (patient_id, staff_id, staff_name) values ($1, $2, 'Dr. Person') returning id`,
			[patient.patientId, doctor.staffId]
		);
		await db.rows(
			`insert into public.notes (encounter_id, patient_id, kind, author_id, author_name) values ($1, $2, 'progress', $3, 'Dr. Person')`,
			[encounterId, patient.patientId, doctor.staffId]
		);
		await standIn(db, doctor, colleague);
		expect((await inboxOf(db, colleague)).count).toEqual({ repeat: 1 });
		expect((await inboxOf(db, doctor)).count).toEqual({ repeat: 1, note_sign: 1 });
	});

	test('sees nothing before it begins, nor when it is over', async ({ db }) => {
		const { doctor, colleague } = await scene(db);
		const id = await standIn(db, doctor, colleague, { from: "now() + interval '1 day'" });
		expect((await inboxOf(db, colleague)).ids).toEqual([]);
		await db.rows(`update public.stand_ins set since = now() - interval '2 days' where id = $1`, [
			id
		]);
		expect((await inboxOf(db, colleague)).ids).toHaveLength(1);
		await db.rows(`update public.stand_ins set until = now() - interval '1 day' where id = $1`, [
			id
		]);
		expect((await inboxOf(db, colleague)).ids).toEqual([]);
	});

	test('is one at a time, somebody else, who reads charts, and named for others by who may', async ({
		db
	}) => {
		const { doctor, colleague } = await scene(db);
		const [third, cleaner, manager] = [
			await db.createDoctor(),
			await db.createStaff('housekeeper'),
			await db.createStaff('ward_manager')
		];
		await standIn(db, doctor, colleague);
		const wrong: [Person, Doctor, string | null, string][] = [
			[doctor, third, null, '23P01'],
			[third, third, null, '22023'],
			[third, cleaner, null, '22023'],
			[third, colleague, doctor.staffId, '42501'],
			[cleaner, colleague, third.staffId, '42501']
		];
		for (const [who, delegate, whose, code] of wrong) {
			const refused = await db.refusal(who, () =>
				db.rows(`select public.name_stand_in($1, now(), now() + interval '1 day', $2)`, [
					delegate.staffId,
					whose
				])
			);
			expect(refused.code).toBe(code);
		}
		expect(
			await db.count('select from public.stand_ins where staff_id = any ($1)', [
				[doctor.staffId, third.staffId]
			])
		).toBe(1);
		await standIn(db, manager, colleague, { whose: third.staffId });
		expect(
			await db.count('select from public.stand_ins where staff_id = $1', [third.staffId])
		).toBe(1);
	});

	test('who is away themselves leaves it to the team, which is told so', async ({ db }) => {
		const { doctor, colleague, patient, requestId } = await scene(db);
		const teammate = await db.createDoctor();
		await inCareOf(db, patient.patientId, teammate);
		expect((await inboxOf(db, teammate)).ids).toEqual([]);
		await standIn(db, doctor, colleague);
		expect((await inboxOf(db, teammate)).ids).toEqual([]);
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			 values ($1, 'leave', now() - interval '1 hour', now() + interval '2 days')`,
			[colleague.staffId]
		);
		expect((await inboxOf(db, teammate)).items).toMatchObject([{ id: requestId, shared: true }]);
	});

	test('is needed for days, not for a meeting', async ({ db }) => {
		const { doctor, patient } = await scene(db);
		const teammate = await db.createDoctor();
		await inCareOf(db, patient.patientId, teammate);
		const away = (until: string) =>
			db.value<string>(
				`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
				 values ($1, 'unavailable', now() - interval '1 hour', now() + $2::interval) returning id`,
				[doctor.staffId, until]
			);
		await away('2 hours');
		expect((await inboxOf(db, teammate)).ids).toEqual([]);
		await away('2 days');
		expect((await inboxOf(db, teammate)).ids).toHaveLength(1);
	});

	test('who leaves stands in for nobody any more', async ({ db }) => {
		const { doctor, colleague } = await scene(db);
		await standIn(db, doctor, colleague);
		await db.rows('update public.staff set active = false where id = $1', [colleague.staffId]);
		expect(
			await db.count('select from public.stand_ins where staff_id = $1 and until > now()', [
				doctor.staffId
			])
		).toBe(0);
	});
});
