import { describe, expect, test, type TestDatabase } from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

interface Entry extends Record<string, unknown> {
	at: Date;
	kind: string;
	row_id: string;
	person: string | null;
	facts: Record<string, unknown>;
}

/** A patient with an account, in the house for three days, and a doctor who has the chart open. */
async function record(db: TestDatabase) {
	const ward = await createWard(db);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const patient = await db.createPortalPerson();
	const doctor = await db.createDoctor();
	const { id: admissionId } = await db.as(nurse, () =>
		admit(db, patient.patientId, ward.id, ward.beds[0])
	);
	await db.rows(
		`update public.admissions set admitted_at = now() - interval '3 days', attending_id = $2 where id = $1`,
		[admissionId, doctor.staffId]
	);
	await db.rows(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
		[patient.patientId, doctor.staffId]
	);
	await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	const observe = (at: string, pulse = 70) =>
		db.rows(
			`insert into public.observations (admission_id, patient_id, ward_id, observed_at, spo2_scale, pulse, recorded_by)
			 values ($1, $2, $3, $4, 1, $5, $6)`,
			[admissionId, patient.patientId, ward.id, at, pulse, nurse.staffId]
		);
	return { ward, nurse, patient, patientId: patient.patientId, doctor, admissionId, observe };
}

const timeline = (
	db: TestDatabase,
	patientId: string,
	asked: { kinds?: string[]; person?: string; before?: Entry; limit?: number } = {}
) =>
	db.rows<Entry>('select * from public.patient_timeline($1, $2, $3, $4, $5, $6)', [
		patientId,
		asked.kinds ?? null,
		asked.person ?? null,
		asked.before?.at ?? null,
		asked.before?.row_id ?? null,
		asked.limit ?? 30
	]);

describe('the history of a patient', () => {
	test('is leafed through without a gap and without a double, also of one instant', async ({
		db
	}) => {
		const { patientId, doctor, admissionId, ward } = await record(db);
		await db.rows(
			`with note as (select gen_random_uuid() as id from generate_series(1, 7))
			 insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body, noted_at)
			 select id, id, $1, $2, $3, 'progress', 'Walked', '2026-10-10 10:00+00' from note`,
			[admissionId, patientId, ward.id]
		);
		await db.rows(
			`insert into public.documents (patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, filed_name)
			 select $1::uuid, $1 || '/' || gen_random_uuid(), 'letter', 'Letter', date '2026-10-10' + nth % 2, 'staff', 'text/plain', 9, 'clean', ''
			 from generate_series(1, 5) nth`,
			[patientId]
		);
		await db.as(doctor, async () => {
			const whole = await timeline(db, patientId, { limit: 101 });
			expect(whole).toHaveLength(13);
			const leafed: Entry[] = [];
			for (;;) {
				const page = await timeline(db, patientId, { before: leafed.at(-1), limit: 2 });
				leafed.push(...page);
				if (page.length < 2) break;
			}
			expect(leafed).toEqual(whole);
			const instants = whole.map(({ at }) => at.getTime());
			expect(instants).toEqual(instants.toSorted((one, other) => other - one));
		});
	});

	test('tells the observations of a day once, at their last time, wherever a page ends', async ({
		db
	}) => {
		const { patientId, doctor, nurse, observe } = await record(db);
		await db.rows(`update public.hospital_settings set time_zone = 'Europe/Madrid'`);
		// Two in Madrid's 10th, though UTC calls the second one the 9th's.
		await observe('2026-10-10 09:00+00');
		await observe('2026-10-09 22:30+00');
		await observe('2026-10-09 21:30+00');
		const seen = (before?: Partial<Entry>) =>
			timeline(db, patientId, { kinds: ['observations'], before: before as Entry });
		await db.as(doctor, async () => {
			const days = await seen();
			expect(days.map(({ at, facts }) => [at.toISOString(), facts.count])).toEqual([
				['2026-10-10T09:00:00.000Z', 2],
				['2026-10-09T21:30:00.000Z', 1]
			]);
			// A page that ended within the day has told it.
			const before = {
				at: new Date('2026-10-10T08:00:00Z'),
				row_id: 'ffffffff-ffff-ffff-ffff-ffffffffffff'
			};
			expect((await seen(before)).map(({ facts }) => facts.count)).toEqual([1]);
			expect(
				await timeline(db, patientId, { kinds: ['observations'], person: nurse.staffId })
			).toHaveLength(2);
			expect(
				await timeline(db, patientId, { kinds: ['observations'], person: doctor.staffId })
			).toEqual([]);
		});
	});

	test('is shown by kind and by colleague', async ({ db }) => {
		const { patientId, doctor, observe } = await record(db);
		await observe('2026-10-10 09:00+00');
		await db.as(doctor, async () => {
			const kinds = async (asked?: Parameters<typeof timeline>[2]) =>
				(await timeline(db, patientId, asked)).map(({ kind }) => kind);
			expect(await kinds()).toEqual(['stay', 'observations']);
			expect(await kinds({ kinds: ['stay'] })).toEqual(['stay']);
			expect(await kinds({ kinds: ['nothing'] })).toEqual([]);
			expect(await kinds({ person: doctor.staffId })).toEqual(['stay']);
		});
	});

	test('shows the patient what is released, without what is written for colleagues', async ({
		db
	}) => {
		const { patient, patientId, observe, admissionId } = await record(db);
		await observe('2026-10-10 09:00+00');
		await db.rows(`update public.admissions set reason = 'Suspected fraud' where id = $1`, [
			admissionId
		]);
		const own = await db.as(patient, () => timeline(db, patientId));
		expect(own.map(({ kind, facts }) => [kind, facts.reason])).toEqual([['stay', null]]);
		// A chart that is shut has no history; nor is there one for who has nothing to do with it.
		const stranger = await db.createDoctor();
		const refused = await db.refusal(stranger, () => timeline(db, patientId));
		expect(refused.code).toBe('PT404');
	});
});
