import pg from 'pg';
import { at, createClinicDoctor, createVisitType } from '../../support/clinic.ts';
import {
	connect,
	describe,
	expect,
	testApart as test,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { createWard, createWardStaff } from '../../support/ward.ts';
import { testInWorld as worldTest } from '../../support/world.ts';

const reason = 'Registered twice at the desk';
const merge = (db: TestDatabase, admin: Person, keep: string, drop: string) =>
	db.as(admin, () =>
		db.value<string>('select public.merge_patients($1, $2, $3)', [keep, drop, reason])
	);
const undo = (db: TestDatabase, admin: Person, id: string) =>
	db.as(admin, () => db.value('select public.undo_merge($1, $2)', [id, 'They are two people']));

/** A doctor with hours, and a visit type: what a visit needs. */
async function clinic(db: TestDatabase) {
	const [doctor, visitTypeId] = [await createClinicDoctor(db), await createVisitType(db)];
	const visit = (patientId: string, day: number, time: string) =>
		db.value<string>(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
			 values ($1, $2, $3, $4, $4::timestamptz + interval '30 minutes', 'confirmed') returning id`,
			[patientId, doctor.doctorId, visitTypeId, at(day, time)]
		);
	return { doctor, visitTypeId, visit };
}

const ownerOf = (db: TestDatabase, table: string, id: string) =>
	db.value<string>(`select patient_id from public.${table} where id = $1`, [id]);

describe('records that may be of one person', () => {
	test('are found with the reasons, offered the likeliest first, and not again once told apart', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		await db.rows(
			`update private.duplicates_looked_at set updated_at = now() - interval '1 second'`
		);
		const ada = { givenName: 'Ózenobia', familyName: 'Quárrington', birthDate: '1971-05-04' };
		const first = await db.createPatient({ ...ada, phone: '+34611222333' });
		const others = {
			twice: await db.createPatient(ada),
			thrice: await db.createPatient(ada),
			swapped: await db.createPatient({
				...ada,
				givenName: 'Quárrington',
				familyName: 'Ózenobia'
			}),
			transposed: await db.createPatient({ ...ada, birthDate: '1971-04-05' }),
			sound: await db.createPatient({ ...ada, givenName: 'Osenobia', familyName: 'Quarington' }),
			called: await db.createPatient({
				...ada,
				birthDate: '1990-01-01',
				phone: '+34611222333'
			}),
			// One name alone says nothing.
			namesake: await db.createPatient({ ...ada, birthDate: '1950-02-02' })
		};
		await db.rows(`select private.find_duplicates(60, 'infinity')`);
		// What other tests make meanwhile is alike, too, and would fill the list.
		await db.rows('delete from private.duplicate_pairs where $1 not in (one_id, other_id)', [
			first
		]);
		const rows = await db.as(admin, () =>
			db.rows<{ one_id: string; other_id: string; score: number; reasons: string[] }>(
				'select * from public.duplicate_candidates(100)'
			)
		);
		const found = (id: string) =>
			rows.find(
				({ one_id, other_id }) => [one_id, other_id].sort().join() === [first, id].sort().join()
			);
		expect(found(others.twice)?.reasons).toEqual(['same_name', 'same_birth_date']);
		expect(found(others.thrice)?.reasons).toEqual(['same_name', 'same_birth_date']);
		expect(found(others.swapped)?.reasons).toEqual(['swapped_names', 'same_birth_date']);
		expect(found(others.transposed)?.reasons).toEqual(['same_name', 'transposed_birth_date']);
		expect(found(others.sound)?.reasons).toEqual(['sound_alike', 'same_birth_date']);
		expect(found(others.called)?.reasons).toEqual(['same_name', 'same_phone']);
		expect(found(others.namesake)).toBeUndefined();
		expect(rows.map(({ score }) => score)).toEqual(
			rows.map(({ score }) => score).toSorted((a, b) => b - a)
		);

		await db.as(admin, () => db.rows('select public.tell_apart($1, $2)', [others.twice, first]));
		await db.rows('update public.patients set city = $2 where id = $1', [first, 'Elsewhere']);
		await db.rows(`select private.find_duplicates(60, 'infinity')`);
		const left = await db.as(admin, () =>
			db.rows(
				'select * from public.duplicate_candidates(100) where $1 in (one_id, other_id) and $2 in (one_id, other_id)',
				[first, others.twice]
			)
		);
		expect(left).toEqual([]);
	});
});

describe('a merge', () => {
	test('takes along what hangs on the record, keeps its number working, and is undone row by row', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { visit } = await clinic(db);
		const keep = await db.createPatient({ familyName: 'Kept' });
		const parent = await db.createUser();
		const { id: own, patientId: drop } = await db.createPortalPerson({
			familyName: 'Dropped',
			phone: '+34611000111'
		});
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'carer')`,
			[parent.id, drop]
		);
		await db.rows(`select private.seal('patients.national_id', $1, 'ID-778899-X')`, [drop]);
		const [moved, kept] = [await visit(drop, 3, '09:00'), await visit(keep, 4, '09:00')];
		const contact = await db.value<string>(
			`insert into public.patient_contacts (patient_id, name, phone) values ($1, 'Kin', '+34611000222') returning id`,
			[drop]
		);
		const mrn = await db.value<string>('select mrn from public.patients where id = $1', [drop]);
		const preview = await db.as(admin, () =>
			db.value<Record<string, Record<string, number>>>('select public.merge_preview($1)', [drop])
		);
		expect(preview.holds).toEqual({});
		expect(preview.moves).toMatchObject({
			'public.appointments': 1,
			'public.patient_contacts': 1,
			'public.portal_links': 2
		});

		const id = await merge(db, admin, keep, drop);
		expect(await ownerOf(db, 'appointments', moved)).toBe(keep);
		expect(await ownerOf(db, 'patient_contacts', contact)).toBe(keep);
		const links = () =>
			db.rows(
				'select user_id, patient_id from public.portal_links where user_id = any ($1) order by relationship',
				[[own, parent.id]]
			);
		expect(await links()).toEqual([
			{ user_id: parent.id, patient_id: keep },
			{ user_id: own, patient_id: keep }
		]);
		const particulars = (patientId: string) =>
			db.row(
				`select phone, archived_at is not null as archived, private.unseal('patients.national_id', id) as document from public.patients where id = $1`,
				[patientId]
			);
		expect(await particulars(keep)).toEqual({
			phone: '+34611000111',
			archived: false,
			document: 'ID-778899-X'
		});
		expect(await particulars(drop)).toMatchObject({ archived: true, document: null });
		const searched = await db.as(admin, () =>
			db.rows('select id from public.search_patients($1)', [mrn])
		);
		expect(searched).toEqual([{ id: keep }]);
		expect(await db.as(admin, () => db.value('select public.kept_patient($1)', [drop]))).toBe(keep);
		const { rows } = await db.client.query<{ moved: Record<string, number> }>(
			'select moved from public.patient_merges where id = $1',
			[id]
		);
		expect(rows[0]?.moved).toMatchObject({ 'public.appointments': 1, 'public.portal_links': 2 });
		const restored = await db.refusal(admin, () =>
			db.rows(
				'select public.restore_patient($1, (select updated_at from public.patients where id = $1))',
				[drop]
			)
		);
		expect([restored.code, restored.constraint]).toEqual(['23514', 'patients_merged']);

		// What comes now is the kept record's, also when it is taken apart again.
		const later = await visit(keep, 5, '09:00');
		await undo(db, admin, id);
		expect(await ownerOf(db, 'appointments', moved)).toBe(drop);
		expect(await ownerOf(db, 'patient_contacts', contact)).toBe(drop);
		expect(await ownerOf(db, 'appointments', kept)).toBe(keep);
		expect(await ownerOf(db, 'appointments', later)).toBe(keep);
		expect(await links()).toEqual([
			{ user_id: parent.id, patient_id: drop },
			{ user_id: own, patient_id: drop }
		]);
		expect(await particulars(keep)).toEqual({ phone: null, archived: false, document: null });
		expect(await particulars(drop)).toEqual({
			phone: '+34611000111',
			archived: false,
			document: 'ID-778899-X'
		});
		expect(await db.as(admin, () => db.value('select public.kept_patient($1)', [drop]))).toBeNull();
		const again = await db.refusal(admin, () => undo(db, admin, id));
		expect([again.code, again.hint]).toEqual(['LN031', 'undone']);
	});

	test('of a merged record leads to the last, and is undone from the last on', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const [a, b, c] = [
			await db.createPatient(),
			await db.createPatient(),
			await db.createPatient()
		];
		const first = await merge(db, admin, b, a);
		const second = await merge(db, admin, c, b);
		expect(await db.value('select private.merged_into($1)', [a])).toBe(c);
		const refused = await db.refusal(admin, () => undo(db, admin, first));
		expect([refused.code, refused.hint]).toEqual(['LN031', 'archived']);
		await undo(db, admin, second);
		await undo(db, admin, first);
		expect(await db.value('select private.merged_into($1)', [a])).toBeNull();
	});

	test('is refused while they lie there under both numbers, or both wait for a bed; then nothing has moved', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { visit } = await clinic(db);
		const [keep, drop] = [await db.createPatient(), await db.createPatient()];
		const visitId = await visit(drop, 3, '10:00');
		const ward = await createWard(db);
		for (const patientId of [keep, drop])
			await db.rows('insert into public.admissions (patient_id, ward_id) values ($1, $2)', [
				patientId,
				ward.id
			]);
		const refused = async () => {
			const { code, constraint } = await db.refusal(admin, () => merge(db, admin, keep, drop));
			return [code, constraint];
		};
		expect(await refused()).toEqual(['23505', 'admissions_one_open']);
		expect(await ownerOf(db, 'appointments', visitId)).toBe(drop);
		await db.rows(
			`update public.admissions set discharged_at = clock_timestamp(), disposition = 'home' where patient_id = any ($1)`,
			[[keep, drop]]
		);
		for (const patientId of [keep, drop])
			await db.rows('insert into public.bed_requests (patient_id) values ($1)', [patientId]);
		expect(await refused()).toEqual(['23505', 'bed_requests_one_open']);
		expect(await ownerOf(db, 'appointments', visitId)).toBe(drop);
		expect(await db.count('select from public.patient_merges where kept_id = $1', [keep])).toBe(0);
	});

	test('takes stays along, those that ended at one time under both numbers, and gives them back', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const [keep, drop] = [await db.createPatient(), await db.createPatient()];
		const ward = await createWard(db);
		const stay = async (patientId: string, bed: number, from: string, until: string | null) => {
			const admissionId = await db.value<string>(
				`insert into public.admissions (patient_id, ward_id, admitted_at, discharged_at, disposition)
				 values ($1, $2, now() + $3::interval, now() + $4::interval, case when $4::text is not null then 'home' end) returning id`,
				[patientId, ward.id, from, until]
			);
			await db.rows(
				`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
				 values ($1, $2, $3, $4, tstzrange(now() + $5::interval, now() + $6::interval))`,
				[ward.beds[bed], ward.id, patientId, admissionId, from, until]
			);
			return admissionId;
		};
		await stay(keep, 0, '-9 days', '-7 days');
		const ended = await stay(drop, 1, '-8 days', '-6 days');
		await db.rows(
			`with summary as (
				insert into public.discharge_summaries (admission_id, patient_id, sections, written_name, facts, signed_at, signed_name)
				values ($1, $2, '{}', 'Dr. Person', '{}', now(), 'Dr. Person') returning id
			)
			insert into public.discharge_addenda (summary_id, patient_id, text, written_name)
			select id, $2, 'The culture was negative', 'Dr. Person' from summary`,
			[ended, drop]
		);
		const running = await stay(drop, 2, '-2 days', null);
		await db.rows(
			`insert into public.observations (admission_id, patient_id, ward_id, observed_at, pulse, spo2_scale) values ($1, $2, $3, now(), 70, 1)`,
			[running, drop, ward.id]
		);
		const tables = [
			'admissions',
			'bed_stays',
			'observations',
			'discharge_summaries',
			'discharge_addenda'
		];
		const counts = (patientId: string) =>
			Promise.all(
				tables.map((table) =>
					db.count(`select from public.${table} where patient_id = $1`, [patientId])
				)
			);
		const id = await merge(db, admin, keep, drop);
		await db.rows('set constraints all immediate');
		expect(await counts(keep)).toEqual([3, 3, 1, 1, 1]);
		expect(await counts(drop)).toEqual([0, 0, 0, 0, 0]);
		// Whoever works on the ward has the patient in their care by the number that is kept.
		const nurse = await createWardStaff(db, 'nurse', ward);
		const inCare = () =>
			db.as(nurse, () =>
				db.rows('select * from private.care_patient_ids() as id where id = any ($1)', [
					[keep, drop]
				])
			);
		expect(await inCare()).toEqual([{ id: keep }]);
		await undo(db, admin, id);
		await db.rows('set constraints all immediate');
		expect(await counts(keep)).toEqual([1, 1, 0, 0, 0]);
		expect(await counts(drop)).toEqual([2, 2, 1, 1, 1]);
		expect(await inCare()).toEqual([{ id: drop }]);
	});

	test('puts the teams together, and of two decisions or pregnancies keeps the later; undone, each has its own', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const [both, once] = [await db.createDoctor(), await db.createDoctor()];
		const [keep, drop] = [await db.createPatient(), await db.createPatient()];
		for (const [patientId, staffId, since, until] of [
			[keep, both.staffId, -10, 10],
			[drop, both.staffId, -20, 20],
			[drop, once.staffId, -5, 5]
		])
			await db.rows(
				`insert into public.care_team_members (patient_id, staff_id, role, since, until)
				 values ($1, $2, 'attending', now() + $3 * interval '1 day', now() + $4 * interval '1 day')`,
				[patientId, staffId, since, until]
			);
		for (const [patientId, decision, ago] of [
			[keep, 'attempt', 1],
			[drop, 'do_not_attempt', 2]
		])
			await db.rows(
				`insert into public.resuscitation_decisions (patient_id, decision, reason, discussed, decided_name, decided_at)
				 values ($1, $2, 'Asked for', 'patient', 'Dr. Person', now() - $3 * interval '1 day')`,
				[patientId, decision, ago]
			);
		for (const [patientId, weeks, ago] of [
			[keep, 20, 2],
			[drop, 21, 1]
		])
			await db.rows(
				`insert into public.pregnancies (patient_id, due_on, recorded_at)
				 values ($1, private.hospital_day() + $2 * 7, now() - $3 * interval '1 day')`,
				[patientId, weeks, ago]
			);
		const state = async () => ({
			team: await db.rows(
				`select patient_id = $1 as keeps, staff_id = $3 as both, round(extract(epoch from since - now()) / 86400)::int as since,
					round(extract(epoch from until - now()) / 86400)::int as until
				 from public.care_team_members where patient_id in ($1, $2) order by 1 desc, 2 desc, 3`,
				[keep, drop, both.staffId]
			),
			decisions: await db.rows(
				`select patient_id = $1 as keeps, decision, ended_at is null as holds from public.resuscitation_decisions
				 where patient_id in ($1, $2) order by decided_at`,
				[keep, drop]
			),
			pregnancies: await db.rows(
				`select patient_id = $1 as keeps, due_on - private.hospital_day() as due, ended_on is null as runs from public.pregnancies
				 where patient_id in ($1, $2) order by recorded_at`,
				[keep, drop]
			)
		});
		const before = await state();
		const mayOpen = (doctor: Person) =>
			db.as(doctor, () =>
				db.count('select from private.care_patient_ids() as id where id = $1', [keep])
			);
		expect(await mayOpen(once)).toBe(0);
		const id = await merge(db, admin, keep, drop);
		expect(await state()).toEqual({
			// Of the other record's twenty days before and after, what came last and was not known here.
			team: [
				{ keeps: true, both: true, since: -10, until: 10 },
				{ keeps: true, both: true, since: 10, until: 20 },
				{ keeps: true, both: false, since: -5, until: 5 }
			],
			decisions: [
				{ keeps: true, decision: 'do_not_attempt', holds: false },
				{ keeps: true, decision: 'attempt', holds: true }
			],
			pregnancies: [
				{ keeps: true, due: 140, runs: false },
				{ keeps: true, due: 147, runs: true }
			]
		});
		expect(await mayOpen(once)).toBe(1);
		await undo(db, admin, id);
		expect(await state()).toEqual(before);
		expect(await mayOpen(once)).toBe(0);
	});

	test('of two who were asked about allergies keeps what was found, and gives each back their own', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const [keep, drop] = [await db.createPatient(), await db.createPatient()];
		const allergy = (patientId: string, substance: string, severity: string) =>
			db.value<string>(
				'insert into public.allergies (patient_id, substance, severity) values ($1, $2, $3) returning id',
				[patientId, substance, severity]
			);
		await db.rows('insert into public.allergy_denials (patient_id) values ($1)', [keep]);
		await allergy(drop, 'Latex', 'severe');
		const known = () =>
			db.rows(
				`select patient_id = $1 as keeps, substance, severity, status from public.allergies
				 where patient_id in ($1, $2) order by substance, severity`,
				[keep, drop]
			);
		const denied = () =>
			db.rows('select ended_at is null as runs from public.allergy_denials where patient_id = $1', [
				keep
			]);
		const before = [await known(), await denied()];
		const first = await merge(db, admin, keep, drop);
		expect(await known()).toEqual([
			{ keeps: true, substance: 'Latex', severity: 'severe', status: 'active' }
		]);
		expect(await denied()).toEqual([{ runs: false }]);
		await undo(db, admin, first);
		expect([await known(), await denied()]).toEqual(before);

		await allergy(keep, 'latex ', 'mild');
		const both = await known();
		const second = await merge(db, admin, keep, drop);
		expect(await known()).toEqual([
			{ keeps: true, substance: 'Latex', severity: 'severe', status: 'active' },
			{ keeps: true, substance: 'latex ', severity: 'mild', status: 'resolved' }
		]);
		await undo(db, admin, second);
		expect(await known()).toEqual(both);
	});

	test('takes along what was found and signed, with the encounter it was found at', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const [keep, drop] = [await db.createPatient(), await db.createPatient()];
		const encounter = await db.value<string>(
			`insert into public.encounters (patient_id, staff_id, staff_name) values ($1, $2, 'Dr. Person') returning id`,
			[drop, admin.staffId]
		);
		const diagnosis = await db.value<string>(
			`insert into public.diagnoses (patient_id, encounter_id, text) values ($1, $2, 'Found') returning id`,
			[drop, encounter]
		);
		await db.rows(
			`update public.encounters set status = 'signed', signed_at = now(), signed_name = 'Dr. Person', ended_at = now() where id = $1`,
			[encounter]
		);
		const owners = async () => [
			await ownerOf(db, 'encounters', encounter),
			await ownerOf(db, 'diagnoses', diagnosis)
		];
		const id = await merge(db, admin, keep, drop);
		expect(await owners()).toEqual([keep, keep]);
		await undo(db, admin, id);
		expect(await owners()).toEqual([drop, drop]);
	});

	test('asks who it is, two living records, and a reason', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const [keep, gone, dead] = [
			await db.createPatient(),
			await db.createPatient(),
			await db.createPatient()
		];
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved abroad' where id = $1`,
			[gone]
		);
		await db.rows('update public.patients set deceased_at = now() where id = $1', [dead]);
		const codes = async (drop: string, why = reason) => {
			const { code, hint } = await db.refusal(admin, () =>
				db.rows('select public.merge_patients($1, $2, $3)', [keep, drop, why])
			);
			return [code, hint];
		};
		expect(await codes(gone)).toEqual(['LN030', 'archived']);
		expect(await codes(dead)).toEqual(['LN030', 'deceased']);
		expect(await codes(keep)).toEqual(['22023', 'p_drop']);
		expect(await codes(await db.createPatient(), 'short')).toEqual(['22023', 'p_reason']);
		// A session that proved who it is an hour ago.
		const [drop, session] = [await db.createPatient(), crypto.randomUUID()];
		const late = await db.refusal('owner', async () => {
			await db.rows(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: admin.id, role: 'authenticated', session_id: session, amr: [] })]
			);
			await db.rows('select public.merge_patients($1, $2, $3)', [keep, drop, reason]);
		});
		expect(late.code).toBe('LN029');
		expect(await db.count('select from public.patient_merges where kept_id = $1', [keep])).toBe(0);
	});
});

worldTest(
	'all there is of a record moves, whatever hangs on what, and comes back',
	async ({ db, world }) => {
		const references = await db.rows<{ table_name: string; column_name: string }>(
			// A check of what is taken together is made anew when records are put together.
			`select table_name, column_name from private.knowing_references
			where on_merge = 'move' and table_name <> 'public.prescription_checks' order by 1, 2`
		);
		const [from, to] = [world.own.patient.patientId, await db.createPatient()];
		const rows = async (patientId: string) =>
			Object.fromEntries(
				await Promise.all(
					references.map(async ({ table_name, column_name }) => [
						table_name,
						await db.count(`select from ${table_name} where ${column_name} = $1`, [patientId])
					])
				)
			) as Record<string, number>;
		const before = await rows(from);
		expect(Object.values(before).filter((count) => count > 0).length).toBeGreaterThan(25);
		const id = await merge(db, world.people.admin, to, from);
		await db.rows('set constraints all immediate');
		const nothing = Object.fromEntries(Object.keys(before).map((table) => [table, 0]));
		expect(await rows(from)).toEqual(nothing);
		expect(await rows(to)).toEqual(before);
		await undo(db, world.people.admin, id);
		await db.rows('set constraints all immediate');
		expect(await rows(from)).toEqual(before);
		expect(await rows(to)).toEqual(nothing);
	}
);

describe('while others work', () => {
	test('visits booked and contacts written meanwhile end with the record that is kept', async ({
		apart
	}) => {
		const owner = await connect(apart);
		const pool = new pg.Pool({ connectionString: apart, max: 12 });
		const db = new TestDatabase(owner);
		const [admin, reception] = [
			await db.createStaff('admin'),
			await db.createStaff('receptionist')
		];
		const { doctor, visitTypeId } = await clinic(db);
		const attempt = async (person: Person, sql: string, values: unknown[]) => {
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
		const merging = 'select public.merge_patients($1, $2, $3)';
		try {
			for (let round = 0; round < 8; round++) {
				const [keep, drop] = [await db.createPatient(), await db.createPatient()];
				const outcomes = await Promise.all([
					...[0, 1, 2].map((nth) =>
						attempt(reception, 'select public.book_appointment($1, $2, $3, $4)', [
							drop,
							doctor.doctorId,
							at(7 + round, `1${nth}:00`),
							visitTypeId
						])
					),
					attempt(admin, merging, [keep, drop, reason]),
					...[0, 1].map((nth) =>
						attempt(
							reception,
							`insert into public.patient_contacts (patient_id, name, phone) values ($1, $2, '+34611000333')`,
							[drop, `Kin ${nth}`]
						)
					)
				]);
				expect(outcomes[3]).toBe('done');
				expect(
					outcomes.filter((outcome) => !['done', 'PT404', 'LN001', 'LN008'].includes(outcome))
				).toEqual([]);
				await db.rows('select private.settle_merges()');
				for (const table of ['appointments', 'patient_contacts']) {
					expect(await db.count(`select from public.${table} where patient_id = $1`, [drop])).toBe(
						0
					);
				}
				expect(
					await db.count('select from public.patient_contacts where patient_id = $1', [keep])
				).toBe(2);
			}

			// Of somebody who lies there: what is done at the bed meanwhile is the kept record's, or is refused.
			const ward = await createWard(db, 3);
			const nurse = await createWardStaff(db, 'nurse', ward);
			const manager = await createWardStaff(db, 'bed_manager', ward);
			for (let round = 0; round < 6; round++) {
				const [keep, drop] = [await db.createPatient(), await db.createPatient()];
				const { id } = await db.row<{ id: string }>(
					`with stay as (
						insert into public.admissions (patient_id, ward_id) values ($1, $2) returning id, patient_id, ward_id
					), lain as (
						insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
						select $3::uuid, ward_id, patient_id, id from stay
					)
					select id from stay`,
					[drop, ward.id, ward.beds[0]]
				);
				const outcomes = await Promise.all([
					attempt(nurse, 'select public.record_observation($1, p_pulse => 80)', [id]),
					attempt(nurse, `select public.create_task($1, 'Change the dressing', now())`, [id]),
					attempt(manager, 'select public.transfer_patient($1, $2)', [id, ward.beds[1]]),
					attempt(admin, merging, [keep, drop, reason]),
					attempt(nurse, `select public.write_note($1, 'progress', 'Slept well')`, [id]),
					attempt(nurse, 'select public.record_observation($1, p_pulse => 81)', [id]),
					attempt(manager, 'select public.discharge_patient($1)', [id])
				]);
				expect(outcomes.slice(3, 4)).toEqual(['done']);
				expect(
					outcomes.filter((outcome) => !['done', 'PT404', 'LN006', 'LN025'].includes(outcome))
				).toEqual([]);
				await db.rows('select private.settle_merges()');
				for (const table of [
					'admissions',
					'bed_stays',
					'observations',
					'nursing_tasks',
					'nursing_notes'
				])
					expect(
						await db.count(`select from public.${table} where patient_id = $1`, [drop]),
						table
					).toBe(0);
				await db.rows(
					`update public.admissions set discharged_at = clock_timestamp(), disposition = 'home' where id = $1 and discharged_at is null`,
					[id]
				);
				await db.rows(
					`update public.bed_stays set period = tstzrange(lower(period), clock_timestamp()) where admission_id = $1 and is_current`,
					[id]
				);
				await db.rows('delete from public.housekeeping_tasks where ward_id = $1', [ward.id]);
			}

			// Each into the other, from six screens: one of them wins, whichever.
			const [one, other] = [await db.createPatient(), await db.createPatient()];
			const crossing = await Promise.all(
				[0, 1, 2, 3, 4, 5].map((nth) =>
					attempt(admin, merging, [nth % 2 ? one : other, nth % 2 ? other : one, reason])
				)
			);
			expect(crossing.toSorted()).toEqual(['LN030', 'LN030', 'LN030', 'LN030', 'LN030', 'done']);
			expect(
				await db.count('select from public.patients where id = any ($1) and archived_at is null', [
					[one, other]
				])
			).toBe(1);
		} finally {
			await pool.end();
			await owner.end();
		}
	});
});
