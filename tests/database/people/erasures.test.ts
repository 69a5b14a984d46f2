import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart as test,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { testInWorld as worldTest } from '../../support/world.ts';

const reason = 'Asked for by letter of 3 May';

/** A record of long ago, archived, that nobody needs any longer. */
async function oldRecord(db: TestDatabase) {
	const id = await db.createPatient({
		givenName: 'Zephyrine',
		familyName: 'Quillfeather',
		birthDate: '1950-02-03'
	});
	await db.rows(
		`update public.patients set archived_at = now(), archived_reason = 'Moved away', created_at = now() - interval '40 years'
		where id = $1`,
		[id]
	);
	return id;
}

const ask = (db: TestDatabase, who: Person, id: string, basis = 'no_longer_needed') =>
	db.as(who, () =>
		db.value<string>('select public.request_erasure($1, $2, $3)', [id, basis, reason])
	);
const decide = (db: TestDatabase, who: Person, id: string, approve: boolean) =>
	db.as(who, () =>
		db.rows('select public.decide_erasure($1, $2, $3)', [id, approve, 'As the law has it'])
	);
const refused = async (db: TestDatabase, who: Person, run: () => Promise<unknown>) => {
	const { code, hint } = await db.refusal(who, run);
	return [code, hint].filter(Boolean).join(' ');
};

/** Runs the job, and says what stopped it. */
async function erase(db: TestDatabase) {
	await db.rows('select private.run_erasures()');
	expect(
		await db.rows(`select item, message from private.job_failures where job = 'erasures'`)
	).toEqual([]);
}

/** Every row of any table that has one of some words in it, wherever. */
async function rowsWith(db: TestDatabase, words: string[]) {
	const tables = await db.rows<{ name: string }>(
		`select format('%I.%I', schemaname, tablename) as name from pg_tables
		where schemaname not in ('pg_catalog', 'information_schema')
			and has_table_privilege(format('%I.%I', schemaname, tablename), 'select') order by 1`
	);
	const found: string[] = [];
	for (const { name } of tables) {
		const rows = await db.rows<{ row: string }>(
			`select left(t::text, 300) as row from ${name} as t where t::text ilike any ($1) limit 5`,
			[words.map((word) => `%${word}%`)]
		);
		found.push(...rows.map(({ row }) => `${name}: ${row}`));
	}
	return found;
}

describe('the erasure of a record', () => {
	test('is asked for by one and decided by another, who each say why; asked again or decided twice it is refused', async ({
		db
	}) => {
		const [admin, other] = [await db.createStaff('admin'), await db.createStaff('admin')];
		const desk = await db.createStaff('receptionist');
		const id = await oldRecord(db);
		const request = (who: Person, ...values: unknown[]) =>
			refused(db, who, () => db.rows('select public.request_erasure($1, $2, $3)', values));
		expect(await request(desk, id, 'legal_duty', reason)).toBe('42501 patients.erase');
		expect(await request(admin, id, 'because', reason)).toBe('22023 p_basis');
		expect(await request(admin, id, 'legal_duty', 'short')).toBe('22023 p_reason');
		expect(await request(admin, admin.id, 'legal_duty', reason)).toBe('PT404 p_patient_id');
		expect(
			await db.rows('select from public.erasure_requests where patient_id = $1', [id])
		).toEqual([]);

		const asked = await ask(db, admin, id);
		expect(await request(other, id, 'legal_duty', reason)).toBe('LN044 asked');
		const decides = (who: Person, approve: boolean) =>
			refused(db, who, () => decide(db, who, asked, approve));
		expect(await decides(desk, true)).toBe('42501 patients.erase');
		expect(await decides(admin, true)).toBe('LN044 own');
		await erase(db);
		expect(await db.value('select full_name from public.patients where id = $1', [id])).toBe(
			'Zephyrine Quillfeather'
		);
		// The one who asked takes it back, and asks anew.
		await decide(db, admin, asked, false);
		expect(await decides(other, true)).toBe('LN044 decided');
		const again = await ask(db, admin, id);
		await decide(db, other, again, true);
		expect(await refused(db, other, () => decide(db, other, again, false))).toBe('LN044 decided');
		await erase(db);
		expect(
			await db.rows(
				'select state, reason, asked_name is not null as asked from public.erasure_requests where patient_id = $1 order by asked_at',
				[id]
			)
		).toEqual([
			{ state: 'refused', reason: 'Erased with the record', asked: true },
			{ state: 'done', reason: null, asked: true }
		]);
		expect(await request(admin, id, 'legal_duty', reason)).toBe('LN042 erased');
	});

	test('that was approved is off once the record is in use again, also when it is archived once more', async ({
		db
	}) => {
		const [admin, other] = [await db.createStaff('admin'), await db.createStaff('admin')];
		const id = await oldRecord(db);
		await decide(db, other, await ask(db, admin, id), true);
		await db.rows(
			'update public.patients set archived_at = null, archived_reason = null where id = $1',
			[id]
		);
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved away' where id = $1`,
			[id]
		);
		await erase(db);
		expect(
			await db.rows(
				'select state, decided_because from public.erasure_requests where patient_id = $1',
				[id]
			)
		).toEqual([{ state: 'refused', decided_because: 'Taken back into use' }]);
		expect(await db.value('select full_name from public.patients where id = $1', [id])).toBe(
			'Zephyrine Quillfeather'
		);
		await ask(db, admin, id);
	});

	test('waits until the law no longer asks for the record, unless the law itself has it erased, and for a record in use', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const id = await oldRecord(db);
		const child = await db.createPatient({ birthDate: '2015-06-01' });
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved away', created_at = '2015-06-01' where id = $1`,
			[child]
		);
		await db.rows('update public.hospital_settings set record_years = 15');
		const tries = (patient: string, basis: string) =>
			refused(db, admin, () => ask(db, admin, patient, basis));
		// Of a child from when they come of age.
		expect(await tries(child, 'no_longer_needed')).toBe('LN043 2048-06-01');
		expect(await tries(child, 'consent_withdrawn')).toBe('LN043 2048-06-01');
		await ask(db, admin, child, 'legal_duty');
		await db.rows(
			`update public.patients set archived_at = null, archived_reason = null where id = $1`,
			[id]
		);
		expect(await tries(id, 'legal_duty')).toBe('LN042 in_use');
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Again' where id = $1`,
			[id]
		);
		expect(
			await db.as(admin, () => db.value('select public.erasure_preview($1)', [id]))
		).toMatchObject({ archived: true, erased_at: null, records: 1, accounts: 0 });
		await ask(db, admin, id);
	});

	test('is wished for by the patient, and asked for by whoever finds a ground, or refused', async ({
		db
	}) => {
		const [admin, other] = [await db.createStaff('admin'), await db.createStaff('admin')];
		const person = await db.createPortalPerson();
		const wish = (patient = person.patientId, words = 'I have moved to another country') =>
			db.as(person, () => db.rows('select public.wish_erasure($1, $2)', [patient, words]));
		const others = await oldRecord(db);
		expect(await refused(db, person, () => wish(others))).toBe('PT404 p_patient_id');
		expect(await refused(db, person, () => wish(person.patientId, 'short'))).toBe('22023 p_reason');
		await wish();
		expect(await refused(db, person, () => wish())).toBe('LN044 asked');
		const own = () =>
			db.as(person, () =>
				db.rows('select id, state, basis from public.erasure_requests order by asked_at')
			);
		const [first] = await own();
		expect(first).toMatchObject({ state: 'wished', basis: null });
		// There is nothing to approve yet, and no ground to ask on while the record is in use.
		expect(await refused(db, admin, () => decide(db, admin, String(first?.id), true))).toBe(
			'LN044 decided'
		);
		expect(await refused(db, admin, () => ask(db, admin, person.patientId))).toBe('LN042 in_use');
		await decide(db, admin, String(first?.id), false);
		await wish();
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved away' where id = $1`,
			[person.patientId]
		);
		const id = await ask(db, admin, person.patientId, 'unlawful');
		expect((await own()).map(({ state }) => state)).toEqual(['refused', 'asked']);
		await decide(db, other, id, true);
		await erase(db);
		expect(await db.rows('select from auth.users where id = $1', [person.id])).toEqual([]);
	});

	test('takes what was put into the record with it, and its number answers that and nothing else', async ({
		db
	}) => {
		const [admin, other] = [await db.createStaff('admin'), await db.createStaff('admin')];
		const desk = await db.createStaff('receptionist');
		const id = await oldRecord(db);
		const twin = await db.createPatient({ givenName: 'Zephyrine', familyName: 'Quillfeathers' });
		await db.rows(
			`insert into public.erasure_requests (patient_id, state, reason, asked_name)
			 values ($1, 'wished', 'Mrs Quillfeathers wants it gone', 'Zephyrine Quillfeathers')`,
			[twin]
		);
		await db.rows(
			'update public.patients set archived_at = null, archived_reason = null where id = $1',
			[id]
		);
		await db.as(admin, () =>
			db.rows('select public.merge_patients($1, $2, $3)', [id, twin, 'Quillfeather came twice'])
		);
		expect(await refused(db, admin, () => ask(db, admin, twin, 'legal_duty'))).toBe(
			'PT404 p_patient_id'
		);
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved away' where id = $1`,
			[id]
		);
		const mrns = await db.rows<{ mrn: string }>(
			'select mrn from public.patients where id = any ($1)',
			[[id, twin]]
		);
		const file = `${twin}/${crypto.randomUUID()}`;
		await db.rows(
			`insert into storage.objects (bucket_id, name) values ('documents', $1), ('patient-photos', $1 || '.jpg')`,
			[file]
		);
		const orphans = () =>
			db.rows(
				`select from private.orphaned_files() as name where name = $1
				 union all select from private.orphaned_photos() as name where name = $1 || '.jpg'`,
				[file]
			);
		expect(await orphans()).toEqual([]);
		await decide(db, other, await ask(db, admin, id, 'legal_duty'), true);
		await erase(db);
		// Files are asked for at once, without the day that others wait.
		expect(await orphans()).toHaveLength(2);
		expect(
			await db.rows(
				`select from public.erasure_requests where patient_id = any ($1) and state in ('wished', 'asked', 'approved')`,
				[[id, twin]]
			)
		).toEqual([]);
		expect(await rowsWith(db, ['quillfeather'])).toEqual([]);
		for (const { mrn } of mrns) {
			await db.as(desk, async () => {
				expect(
					await db.value('select public.erased_record($1)', [` ${mrn.toLowerCase()} `])
				).not.toBeNull();
				expect(await db.rows('select * from public.search_patients($1)', [mrn])).toEqual([]);
			});
		}
		// Nobody writes there what was known, or takes it back.
		for (const change of [
			`family_name = 'Quillfeather'`,
			`phone = '+34677341908'`,
			'archived_at = null, archived_reason = null'
		]) {
			const { constraint } = await db.refusal('owner', () =>
				db.rows(`update public.patients set ${change} where id = $1`, [id])
			);
			expect(constraint).toBe('patients_erased_wholly');
		}
		expect(
			await refused(db, admin, () =>
				db.rows(
					'select public.undo_merge((select id from public.patient_merges where kept_id = $1), $2)',
					[id, 'Two people after all']
				)
			)
		).toMatch(/^LN031/);
	});
});

worldTest(
	'leaves no word of a person whose record holds something in every table, and the accounts and the log as they were',
	async ({ db, world: { own, people } }) => {
		const { patientId, id: userId } = own.patient;
		const marks = ['quillfeather', 'wumpledore', '677341908', 'zephyrine.q@'];
		await db.rows(
			`update public.patients set given_name = 'Zephyrine', family_name = 'Quillfeather', phone = '+34677341908',
				email = 'zephyrine.q@example.net', address_line = 'Wumpledore Lane 12', city = 'Wumpledore' where id = $1`,
			[patientId]
		);
		await db.rows(
			`update auth.users set email = 'zephyrine.q@example.net', raw_user_meta_data = '{"full_name": "Zephyrine Quillfeather"}' where id = $1`,
			[userId]
		);
		await db.rows(`update public.profiles set full_name = 'Zephyrine Quillfeather' where id = $1`, [
			userId
		]);
		await db.as(own.patient, () =>
			db.rows(`select public.update_own_profile('Zephyrine Quillfeather', 'es')`)
		);
		await db.rows(
			`select private.notify_user($1, 'appointment_booked', jsonb_build_object('patient_name', 'Zephyrine Quillfeather'), $2)`,
			[people.doctor.id, `/patients/${patientId}`]
		);
		// Of what has ended, too, which nobody changes any more.
		await db.rows(
			`insert into public.admissions (patient_id, ward_id, reason, summary, admitted_at, discharged_at, disposition)
			select patient_id, ward_id, 'Wumpledore fever', 'Quillfeather went home', now() - interval '9 days', now() - interval '2 days', 'home'
			from public.admissions where patient_id = $1 limit 1`,
			[patientId]
		);
		// Something to read wherever a column takes it; names of colleagues are the log's.
		await db.rows(`select set_config('lantern.erasing', pg_current_xact_id()::text, true)`);
		const columns = await db.rows<{ table: string; key: string; column: string }>(
			`select entry.table_name as table, entry.column_name as key, attribute.attname as column
			from private.patient_erasure entry
			join pg_attribute attribute on attribute.attrelid = entry.table_name::regclass
			where attribute.atttypid = 'text'::regtype and attribute.attgenerated = '' and attribute.attnum > 0
				and (entry.on_erasure = 'delete' or attribute.attname !~ '(_name|_position|^label)$')
				-- What is part of a key is a word of the table's own.
				and not exists (
					select from pg_index where indrelid = attribute.attrelid and indisprimary and attribute.attnum = any (indkey)
				)`
		);
		let marked = 0;
		for (const { table, key, column } of columns) {
			const took = await db
				.as('owner', () =>
					db.rows(
						`update ${table} set ${column} = 'Wumpledore said Quillfeather' where ${key} = $1 returning 1`,
						[patientId]
					)
				)
				.catch((error: unknown) => {
					if (error instanceof pg.DatabaseError) return [];
					throw error;
				});
			if (took.length > 0) marked++;
		}
		expect(marked).toBeGreaterThan(30);
		await db.rows(`select set_config('lantern.erasing', '', true)`);
		expect((await rowsWith(db, marks)).length).toBeGreaterThan(60);

		// It is archived past what holds an archive: the world's patient lies on a ward.
		await db.rows('alter table public.patients disable trigger patients_100_archivable');
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved to Wumpledore' where id = $1`,
			[patientId]
		);
		const facts = () =>
			db.rows(
				`select 'visit' as what, id::text, status, starts_at as at from public.appointments where patient_id = $1
				union all select 'stay', id::text, disposition, admitted_at from public.admissions where patient_id = $1
				union all select 'bed', id::text, bed_id::text, lower(period) from public.bed_stays where patient_id = $1
				union all select 'opening', id::text, staff_id::text, since from public.chart_openings where patient_id = $1
				order by 1, 2`,
				[patientId]
			);
		const before = await facts();
		expect(new Set(before.map(({ what }) => what)).size).toBe(4);
		const log = () =>
			db.value<number>('select count(*)::int from audit.events where patient_id = $1', [patientId]);
		const logged = await log();
		const otherRows = await db.value<number>(
			'select count(*)::int from public.notes where patient_id = $1',
			[own.patient.patientId]
		);
		expect(otherRows).toBeGreaterThan(0);

		const second = await db.createStaff('admin');
		await decide(db, second, await ask(db, people.admin, patientId, 'legal_duty'), true);
		await erase(db);
		expect(await rowsWith(db, marks)).toEqual([]);
		expect(await facts()).toEqual(before);
		expect(await log()).toBeGreaterThan(logged);
		expect(await db.rows('select from auth.users where id = $1', [userId])).toEqual([]);
		for (const { table, key } of await db.rows<{ table: string; key: string }>(
			`select table_name as table, column_name as key from private.patient_erasure where on_erasure = 'delete'`
		)) {
			expect([table, await db.rows(`select from ${table} where ${key} = $1`, [patientId])]).toEqual(
				[table, []]
			);
		}
		// Said again it does nothing more, and nothing is waiting to be sent.
		const after = await log();
		await erase(db);
		expect(await log()).toBe(after);
	}
);

test('of two who decide at once one does, and what is written while it runs goes with it a minute later', async ({
	apart,
	db
}) => {
	void db;
	const clients = await Promise.all([connect(apart), connect(apart), connect(apart)]);
	const [owner, one, two] = clients as [pg.Client, pg.Client, pg.Client];
	try {
		const { rows } = await owner.query<{ id: string }>(
			`insert into public.patients (family_name, birth_date, archived_at, archived_reason)
			values ('Quillfeather', '1950-02-03', now(), 'Moved away') returning id`
		);
		const id = rows[0]?.id ?? '';
		const request = await owner.query<{ id: string }>(
			`insert into public.erasure_requests (patient_id, basis, reason, asked_name)
			values ($1, 'legal_duty', 'Asked for by letter', 'Somebody') returning id`,
			[id]
		);
		const requestId = request.rows[0]?.id ?? '';
		const { rows: admins } = await owner.query<{ id: string }>(
			`insert into auth.users (id, email) select gen_random_uuid(), gen_random_uuid() || '@lantern.example' from generate_series(1, 2) returning id`
		);
		await owner.query(
			`insert into public.user_roles (user_id, role_id) select unnest($1::uuid[]), 'admin'`,
			[admins.map((admin) => admin.id)]
		);
		const outcome = (client: pg.Client, nth: number, approve: boolean) =>
			client
				.query(
					`begin; set local role authenticated; set local request.jwt.claims = '${JSON.stringify({ sub: admins[nth]?.id, role: 'authenticated' })}';
					select public.decide_erasure('${requestId}', ${approve}, 'At once'); commit`
				)
				.then(() => 'decided')
				.catch(async (error: pg.DatabaseError) => {
					await client.query('rollback');
					return error.code;
				});
		const outcomes = await Promise.all([outcome(one, 0, true), outcome(two, 1, true)]);
		expect(outcomes.sort()).toEqual(['LN044', 'decided']);

		// Somebody is writing: waited for. Somebody begins: waits, and has written to what is empty.
		const insert = (name: string) =>
			`insert into public.patient_contacts (patient_id, name, phone) values ('${id}', '${name}', '+34677341908')`;
		await one.query(`begin; ${insert('Quillfeather first')}`);
		const erasing = owner.query('begin; select private.run_erasures()');
		await new Promise((resolve) => setTimeout(resolve, 300));
		await one.query('commit');
		await erasing;
		const late = two.query(insert('Quillfeather second'));
		await new Promise((resolve) => setTimeout(resolve, 300));
		await owner.query('commit');
		await late;
		const contacts = () =>
			owner
				.query<{ name: string }>('select name from public.patient_contacts where patient_id = $1', [
					id
				])
				.then((found) => found.rows.map(({ name }) => name));
		expect(await contacts()).toEqual(['Quillfeather second']);
		await owner.query('select private.run_erasures()');
		expect(await contacts()).toEqual([]);
		const left = await owner.query(
			`select from audit.events as log where log::text ilike '%quillfeather%'`
		);
		expect(left.rowCount).toBe(0);
		const { rows: patient } = await owner.query(
			'select full_name, erased_at is not null as erased from public.patients where id = $1',
			[id]
		);
		expect(patient).toEqual([{ full_name: '—', erased: true }]);
	} finally {
		await Promise.all(clients.map((client) => client.end()));
	}
});
