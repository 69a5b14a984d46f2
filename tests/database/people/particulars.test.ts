import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { anonymousClient, demoPeople, signedInClient } from '../../support/people.ts';
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
import { testStack } from '../../support/stack.ts';

const addIdentifier = (
	db: TestDatabase,
	patientId: string,
	kind: string,
	issuer: string,
	number: string
) =>
	db.value<string>('select public.add_patient_identifier($1, $2, $3, $4)', [
		patientId,
		kind,
		issuer,
		number
	]);
const addPolicy = (db: TestDatabase, patientId: string, rank: number, more = '') =>
	db.value<string>(
		`select public.add_insurance_policy($1, 'Mutua', $3, $2, '2026-03-01' ${more && `, ${more}`})`,
		[patientId, rank, `POL ${randomUUID().slice(0, 8)}`]
	);
const consent = (db: TestDatabase, patientId: string, kind: string, decision: string) =>
	db.value<string>('select public.record_consent($1, $2, $3)', [patientId, kind, decision]);
const held = (db: TestDatabase, patientId: string, kind: string) =>
	db.value<string | null>('select private.consent_of($1, $2)', [patientId, kind]);
const count = (db: TestDatabase, table: string, patientId: string) =>
	db.value<string>(`select count(*) from public.${table} where patient_id = $1`, [patientId]);

describe('a number others know a patient by', () => {
	test('is sealed, found whole however it is written, and nobody else’s of its kind and issuer', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const [one, other] = [await db.createPatient(), await db.createPatient()];
		const number = `XQ-${randomUUID().slice(0, 8)}`;
		const id = await db.as(desk, () => addIdentifier(db, one, 'passport', 'Spain', number));
		const shown = await db.row(
			'select to_jsonb(r) as r from public.patient_identifiers r where id = $1',
			[id]
		);
		expect(JSON.stringify(shown)).not.toContain(number);
		const told = await db.as(desk, () =>
			db.rows('select kind, issuer, number from public.patient_identities($1)', [one])
		);
		expect(told).toEqual([{ kind: 'passport', issuer: 'Spain', number }]);
		const found = (query: string) =>
			db.as(desk, () =>
				db.rows<{ id: string }>('select id from public.search_patients($1)', [query])
			);
		expect(await found(number.toLowerCase().replace('-', ' '))).toEqual([{ id: one }]);
		expect(await found(number.slice(0, -1))).toEqual([]);

		const again = await db.refusal(desk, () =>
			addIdentifier(db, other, 'passport', ' SPAIN ', number)
		);
		expect([again.code, again.constraint]).toEqual(['23505', 'patient_identifiers_identity_taken']);
		expect(await count(db, 'patient_identifiers', other)).toBe('0');
		// Of another country, of another kind, of a kind whose numbers are anybody's.
		await db.as(desk, () => addIdentifier(db, other, 'passport', 'Spain 2', number));
		await db.as(desk, () => addIdentifier(db, other, 'driving_licence', 'Spain', number));
		await db.as(desk, () => addIdentifier(db, one, 'other', 'Club', '7'));
		await db.as(desk, () => addIdentifier(db, other, 'other', 'Club', '7'));

		// Ended it is anybody's, and nobody is found by it.
		await db.as(desk, () => db.rows('select public.end_patient_identifier($1)', [id]));
		await db.as(desk, () => db.rows('select public.end_patient_identifier($1)', [id]));
		expect((await found(number)).map((row) => row.id)).toEqual([other]);
		await db.as(desk, () => addIdentifier(db, other, 'passport', 'Spain', number));
	});

	test('of an archived record is in nobody’s way, until that would be restored', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const [one, other] = [await db.createPatient(), await db.createPatient()];
		const number = `XQ-${randomUUID().slice(0, 8)}`;
		await db.as(desk, () => addIdentifier(db, one, 'passport', 'Spain', number));
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Twice' where id = $1`,
			[one]
		);
		await db.as(desk, () => addIdentifier(db, other, 'passport', 'Spain', number));
		const restored = await db.refusal(desk, () =>
			db.rows(
				'select public.restore_patient($1, (select updated_at from public.patients where id = $1))',
				[one]
			)
		);
		expect(restored.constraint).toBe('patient_identifiers_identity_taken');
		const late = await db.refusal(desk, () => addIdentifier(db, one, 'passport', 'Italy', 'A1'));
		expect(late.code).toBe('PT404');
	});

	test('is refused with the field that makes no sense', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const patient = await db.createPatient();
		const hint = async (kind: string, issuer: string, number: string) =>
			(await db.refusal(desk, () => addIdentifier(db, patient, kind, issuer, number))).hint;
		expect(await hint('library_card', 'Spain', '1')).toBe('p_kind');
		expect(await hint('passport', ' ', '1')).toBe('p_issuer');
		expect(await hint('passport', 'Spain', ' -- ')).toBe('p_number');
		expect(await count(db, 'patient_identifiers', patient)).toBe('0');
	});
});

describe('an insurance policy', () => {
	test('is the only one of its rank on any day; ended it makes room, voided as if it had not been', async ({
		db
	}) => {
		const cashier = await db.createStaff('cashier');
		const patient = await db.createPatient();
		const first = await db.as(cashier, () => addPolicy(db, patient, 1));
		const clash = await db.refusal(cashier, () => addPolicy(db, patient, 1));
		expect([clash.code, clash.constraint]).toEqual(['23P01', 'insurance_policies_rank_taken']);
		expect(await count(db, 'insurance_policies', patient)).toBe('1');
		const second = await db.as(cashier, () => addPolicy(db, patient, 2));
		const end = (id: string, day: string | null) =>
			db.rows('select public.end_insurance_policy($1, $2)', [id, day]);
		expect((await db.refusal(cashier, () => end(first, '2026-02-01'))).hint).toBe('p_last_day');
		await db.as(cashier, () => end(first, '2026-06-30'));
		await db.as(cashier, () =>
			db.rows(`select public.add_insurance_policy($1, 'Sanidad', 'S 1', 1, '2026-07-01')`, [
				patient
			])
		);
		// It would run into the next.
		expect((await db.refusal(cashier, () => end(first, '2026-07-01'))).code).toBe('23P01');
		await db.as(cashier, () => end(second, null));
		await db.as(cashier, () => addPolicy(db, patient, 2));
		expect((await db.refusal(cashier, () => end(second, null))).code).toBe('PT404');
		const policies = await db.as(cashier, () =>
			db.rows('select payer_name, rank from public.patient_policies($1)', [patient])
		);
		expect(policies).toEqual([
			{ payer_name: 'Sanidad', rank: 1 },
			{ payer_name: 'Mutua', rank: 2 },
			{ payer_name: 'Mutua', rank: 1 }
		]);
	});

	test('names its holder unless that is the patient, and is found by its number', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const patient = await db.createPatient();
		const hint = async (more: string) =>
			(await db.refusal(desk, () => addPolicy(db, patient, 1, more))).hint;
		expect(await hint(`p_holder => 'parent'`)).toBe('p_holder_name');
		expect(await hint(`p_holder_name => 'Somebody'`)).toBe('p_holder_name');
		expect(await hint(`p_valid_until => '2026-02-28'`)).toBe('p_valid_until');
		expect(await hint(`p_plan => repeat('x', 121)`)).toBe('p_plan');
		const number = `AB ${randomUUID().slice(0, 8)}`;
		await db.as(desk, () =>
			db.rows(
				`select public.add_insurance_policy($1, 'Mutua', $2, p_holder => 'parent', p_holder_name => 'Ana')`,
				[patient, number]
			)
		);
		const found = await db.as(desk, () =>
			db.rows('select id from public.search_patients($1)', [number.replace(' ', '')])
		);
		expect(found).toEqual([{ id: patient }]);
	});
});

describe('a consent', () => {
	test('is what was said last; withdrawn is only what was given; a mistake counts no more', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const patient = await db.createPatient();
		const early = await db.refusal(desk, () => consent(db, patient, 'research', 'withdrawn'));
		expect(early.code).toBe('LN040');
		expect(await held(db, patient, 'research')).toBeNull();
		await db.as(desk, () => consent(db, patient, 'research', 'given'));
		const before = await db.refusal(desk, () =>
			db.rows(
				`select public.record_consent($1, 'research', 'withdrawn', 'patient', private.hospital_day() - 1)`,
				[patient]
			)
		);
		expect([before.code, before.hint]).toEqual(['22023', 'p_decided_on']);
		expect(await held(db, patient, 'research')).toBe('given');
		const withdrawn = await db.as(desk, () => consent(db, patient, 'research', 'withdrawn'));
		expect(await held(db, patient, 'research')).toBe('withdrawn');
		expect((await db.refusal(desk, () => consent(db, patient, 'research', 'withdrawn'))).code).toBe(
			'LN040'
		);
		// What was said before, but is written down later, is not the last word.
		await db.as(desk, () =>
			db.rows(`select public.record_consent($1, 'research', 'refused', 'guardian', '2026-01-05')`, [
				patient
			])
		);
		expect(await held(db, patient, 'research')).toBe('withdrawn');
		await db.as(desk, () => db.rows('select public.void_consent($1)', [withdrawn]));
		await db.as(desk, () => db.rows('select public.void_consent($1)', [withdrawn]));
		expect(await held(db, patient, 'research')).toBe('given');
		expect(await count(db, 'patient_consents', patient)).toBe('3');
		const tomorrow = await db.refusal(desk, () =>
			db.rows(
				`select public.record_consent($1, 'research', 'given', 'patient', private.hospital_day() + 1)`,
				[patient]
			)
		);
		expect(tomorrow.hint).toBe('p_decided_on');
		expect((await db.refusal(desk, () => consent(db, patient, 'haircut', 'given'))).hint).toBe(
			'p_kind'
		);
	});

	test('stands on a paper of the same patient alone', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const [patient, other] = [await db.createPatient(), await db.createPatient()];
		const paper = (of: string) =>
			db.value<string>(
				`insert into public.documents (patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, filed_name)
				values ($1::uuid, $1::text || '/' || gen_random_uuid(), 'consent', 'Signed', '2026-10-01', 'staff', 'application/pdf', 17, 'clean', '') returning id`,
				[of]
			);
		const stand = (document: string) =>
			db.rows(`select public.record_consent($1, 'research', 'given', p_document_id => $2)`, [
				patient,
				document
			]);
		const [own, others] = [await paper(patient), await paper(other)];
		expect((await db.refusal(desk, () => stand(others))).hint).toBe('p_document_id');
		expect(await held(db, patient, 'research')).toBeNull();
		await db.as(desk, () => stand(own));
		expect(await held(db, patient, 'research')).toBe('given');
	});

	test('to be photographed is asked before there is a photo, which goes with it', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const patient = await db.createPatient();
		const name = `${patient}/${randomUUID()}.jpg`;
		await db.rows(`insert into storage.objects (bucket_id, name) values ('patient-photos', $1)`, [
			name
		]);
		const show = () => db.rows('select public.set_patient_photo($1, $2)', [patient, name]);
		await db.as(desk, show);
		expect(await count(db, 'patient_photos', patient)).toBe('1');
		await db.as(desk, () => consent(db, patient, 'photos', 'refused'));
		expect(await count(db, 'patient_photos', patient)).toBe('0');
		expect((await db.refusal(desk, show)).constraint).toBe('patient_photos_consented');
		expect(await count(db, 'patient_photos', patient)).toBe('0');
		await db.as(desk, () => consent(db, patient, 'photos', 'given'));
		await db.as(desk, show);
		// Of somebody else, and what is not there.
		for (const odd of [`${randomUUID()}/${randomUUID()}.jpg`, `${patient}/${randomUUID()}.png`]) {
			const refused = await db.refusal(desk, () =>
				db.rows('select public.set_patient_photo($1, $2)', [patient, odd])
			);
			expect(refused.code).toBe('22023');
		}
		expect(
			await db.value('select name from public.patient_photos where patient_id = $1', [patient])
		).toBe(name);
	});
});

test('what is taken down at the desk besides who somebody is, is all there or not at all', async ({
	db
}) => {
	const desk = await db.createStaff('receptionist');
	const patient = await db.createPatient();
	const record = (policy: object) =>
		db.rows(
			`select public.record_at_registration($1, '{"interpreter": "fr", "easy_language": true}', $2, '{"treatment": "given", "photos": "refused"}')`,
			[patient, policy]
		);
	expect((await db.refusal(desk, () => record({ payer_name: 'Mutua' }))).hint).toBe('p_number');
	expect(await count(db, 'communication_needs', patient)).toBe('0');
	expect(await count(db, 'patient_consents', patient)).toBe('0');
	await db.as(desk, () => record({ payer_name: 'Mutua', number: 'M 1' }));
	expect(
		await db.row(
			'select interpreter, easy_language from public.communication_needs where patient_id = $1',
			[patient]
		)
	).toEqual({ interpreter: 'fr', easy_language: true });
	expect(await held(db, patient, 'photos')).toBe('refused');
	expect(await count(db, 'insurance_policies', patient)).toBe('1');
});

test('contacts are called in the order the desk gives them', async ({ db }) => {
	const desk = await db.createStaff('receptionist');
	const patient = await db.createPatient();
	for (const [name, at] of [
		['One', '09:00'],
		['Two', '09:01'],
		['Three', '09:02']
	])
		await db.rows(
			`insert into public.patient_contacts (patient_id, name, phone, created_at) values ($1, $2, '+34600111222', $3)`,
			[patient, name, `2026-01-01 ${at ?? ''}`]
		);
	const names = async () =>
		(
			await db.rows<{ name: string }>(
				'select name from public.patient_contacts where patient_id = $1 order by call_order, created_at',
				[patient]
			)
		).map(({ name }) => name);
	const first = (name: string) =>
		db.as(desk, () =>
			db.rows(
				`select public.call_contact_first((select id from public.patient_contacts where patient_id = $1 and name = $2))`,
				[patient, name]
			)
		);
	expect(await names()).toEqual(['One', 'Two', 'Three']);
	await first('Three');
	await first('Two');
	expect(await names()).toEqual(['Two', 'Three', 'One']);
});

test('a merge shows no photo of somebody who has refused photos', async ({ db }) => {
	const admin = await db.createStaff('admin');
	const [keep, drop] = [await db.createPatient(), await db.createPatient()];
	await db.rows(
		`insert into public.patient_photos (patient_id, name) values ($1::uuid, $1::text || '/' || gen_random_uuid() || '.jpg')`,
		[drop]
	);
	await db.as(admin, () => consent(db, keep, 'photos', 'refused'));
	await db.as(admin, () =>
		db.rows('select public.merge_patients($1, $2, $3)', [keep, drop, 'The same person, twice'])
	);
	expect(await count(db, 'patient_photos', keep)).toBe('0');
});

test('a merge takes along how somebody was registered, ranks cards anew, and gives it back', async ({
	db
}) => {
	const admin = await db.createStaff('admin');
	const [keep, drop] = [await db.createPatient(), await db.createPatient()];
	const file = `${drop}/${randomUUID()}.jpg`;
	await db.rows('insert into public.patient_photos (patient_id, name) values ($1, $2)', [
		drop,
		file
	]);
	const number = randomUUID().slice(0, 8);
	const [passport, kept, moved] = await db.as(admin, async () => {
		await db.rows(`select public.set_communication_needs($1, 'fr')`, [drop]);
		await consent(db, drop, 'research', 'given');
		return [
			await addIdentifier(db, drop, 'passport', 'Spain', number),
			await addPolicy(db, keep, 1),
			await addPolicy(db, drop, 1)
		];
	});
	const id = await db.as(admin, () =>
		db.value<string>('select public.merge_patients($1, $2, $3)', [
			keep,
			drop,
			'Registered twice at the desk'
		])
	);
	const state = async () => ({
		photo: await db.value('select patient_id from public.patient_photos where name = $1', [file]),
		needs: await db.value(
			'select patient_id from public.communication_needs where patient_id = any ($1)',
			[[keep, drop]]
		),
		passport: await db.row(
			'select patient_id, exclusive from public.patient_identifiers where id = $1',
			[passport]
		),
		policies: await db.rows(
			'select id, patient_id, rank from public.insurance_policies where id = any ($1) order by id = $2 desc',
			[[kept, moved], kept]
		),
		research: await held(db, keep, 'research')
	});
	expect(await state()).toEqual({
		photo: keep,
		needs: keep,
		passport: { patient_id: keep, exclusive: true },
		policies: [
			{ id: kept, patient_id: keep, rank: 1 },
			{ id: moved, patient_id: keep, rank: 2 }
		],
		research: 'given'
	});
	await db.as(admin, () =>
		db.rows('select public.undo_merge($1, $2)', [id, 'They are two people'])
	);
	expect(await state()).toEqual({
		photo: drop,
		needs: drop,
		passport: { patient_id: drop, exclusive: true },
		policies: [
			{ id: kept, patient_id: keep, rank: 1 },
			{ id: moved, patient_id: drop, rank: 1 }
		],
		research: null
	});
});

describe('two at once', () => {
	/** One statement as somebody, in a transaction of its own that holds what it has for a moment. */
	const attempt = async (pool: pg.Pool, person: Person, sql: string, values: unknown[]) => {
		const client = await pool.connect();
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: person.id, role: 'authenticated' })]
			);
			await client.query(sql, values);
			await client.query('select pg_sleep(0.02)');
			await client.query('commit');
			return 'done';
		} catch (error) {
			await client.query('rollback');
			if (!(error instanceof pg.DatabaseError)) throw error;
			return error.code ?? '';
		} finally {
			client.release();
		}
	};

	test('of the same needs, rank, number or consent one is taken, and the other told', async () => {
		const owner = await connect();
		const db = new TestDatabase(owner);
		const pool = new pg.Pool({ connectionString: databaseUrl(), max: 8 });
		const desk = await db.createStaff('receptionist');
		const patients = [await db.createPatient(), await db.createPatient()];
		const [one, other] = patients as [string, string];
		const both = async (sql: string, values: [unknown[], unknown[]]) =>
			(await Promise.all(values.map((given) => attempt(pool, desk, sql, given)))).toSorted();
		try {
			const number = randomUUID().slice(0, 8);
			expect(
				await both(`select public.set_communication_needs($1, $2)`, [
					[one, 'fr'],
					[one, 'de']
				])
			).toEqual(['LN009', 'done']);
			expect(
				await both(`select public.add_insurance_policy($1, $2, $3)`, [
					[one, 'A', 'A 1'],
					[one, 'B', 'B 1']
				])
			).toEqual(['23P01', 'done']);
			expect(
				await both(`select public.add_patient_identifier($1, 'passport', 'Spain', $2)`, [
					[one, number],
					[other, number]
				])
			).toEqual(['23505', 'done']);
			await attempt(pool, desk, `select public.record_consent($1, 'research', 'given')`, [one]);
			expect(
				await both(`select public.record_consent($1, 'research', 'withdrawn', p_note => $2)`, [
					[one, 'by letter'],
					[one, 'by telephone']
				])
			).toEqual(['LN040', 'done']);
		} finally {
			await pool.end();
			await takeAway([
				...['patient_consents', 'insurance_policies'].map((table): [string, unknown[]] => [
					`delete from public.${table} where patient_id = any ($1)`,
					[patients]
				]),
				['delete from public.patients where id = any ($1)', [patients]],
				['delete from public.staff where user_id = $1', [desk.id]],
				['delete from auth.users where id = $1', [desk.id]]
			]);
			await owner.end();
		}
	});
});

test('the photo of a patient is put there by the desk, had by staff, and swept away when it shows nobody', async () => {
	const bucket = 'patient-photos';
	const stack = testStack();
	const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
	const [desk, nurse, patient] = await Promise.all([
		signedInClient(stack, demoPeople.receptionist),
		signedInClient(stack, demoPeople.nurse),
		signedInClient(stack, demoPeople.patient)
	]);
	const owner = await connect();
	const db = new TestDatabase(owner);
	const patientId = await db.createPatient();
	const [first, second, lost] = [0, 1, 2].map(() => `${patientId}/${randomUUID()}.jpg`) as [
		string,
		string,
		string
	];
	const picture = () =>
		new Blob([Uint8Array.from([0xff, 0xd8, 0xff, 0xd9])], { type: 'image/jpeg' });
	const put = (client: typeof desk, name: string) =>
		client.storage.from(bucket).upload(name, picture(), { contentType: 'image/jpeg' });
	const set = (client: typeof desk, name?: string) =>
		client.rpc('set_patient_photo', { p_patient_id: patientId, p_name: name });
	const had = async (client: typeof desk, name: string) =>
		(await client.storage.from(bucket).download(name)).data?.size ?? null;
	try {
		for (const client of [nurse, patient, anonymousClient(stack)]) {
			expect((await put(client, first)).error).not.toBeNull();
			expect((await set(client, first)).error?.code).toBe('42501');
		}
		// Of nobody, and of a kind that may be a page.
		expect((await put(desk, `${randomUUID()}/${randomUUID()}.jpg`)).error).not.toBeNull();
		const html = new Blob(['<script>'], { type: 'text/html' });
		expect(
			(await desk.storage.from(bucket).upload(first, html, { contentType: 'text/html' })).error
		).not.toBeNull();
		expect((await put(desk, first)).error).toBeNull();
		// It shows nobody yet.
		expect(await had(nurse, first)).toBeNull();
		expect((await set(desk, first)).error).toBeNull();
		expect(await had(nurse, first)).toBe(4);
		expect(await had(patient, first)).toBeNull();
		expect(await had(anonymousClient(stack), first)).toBeNull();
		// What shows somebody is nobody's to delete.
		await desk.storage.from(bucket).remove([first]);
		await nurse.storage.from(bucket).remove([first]);
		expect(await had(nurse, first)).toBe(4);

		expect((await put(desk, second)).error).toBeNull();
		expect((await set(desk, second)).data).toBe(first);
		await desk.storage.from(bucket).remove([first]);
		expect(await had(desk, first)).toBeNull();
		expect((await put(desk, lost)).error).toBeNull();
		await owner.query(
			`update storage.objects set created_at = now() - interval '25 hours' where name = any ($1)`,
			[[second, lost]]
		);
		const swept = await fetch(`${stack.url}/functions/v1/document-sweep`, {
			method: 'POST',
			headers: { authorization: `Bearer ${stack.secretKey}` }
		});
		expect(swept.status).toBe(200);
		expect(await had(desk, lost)).toBeNull();
		expect(await had(nurse, second)).toBe(4);
	} finally {
		await owner.query('delete from public.patient_photos where patient_id = $1', [patientId]);
		await secret.storage.from(bucket).remove([first, second, lost]);
		await takeAway([['delete from public.patients where id = $1', [patientId]]]);
		await owner.end();
	}
});
