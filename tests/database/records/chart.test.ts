import { connect, describe, expect, takeAway, test, TestDatabase } from '../../support/database.ts';

interface Marks extends Record<string, unknown> {
	alerts: { id: string; words: string }[];
	resuscitation: { decision: string; decided_by: string; review_due: boolean } | null;
	pregnancy: { id: string; due_on: string } | null;
}

/** A patient and the doctor in whose care they are. */
async function cared(db: TestDatabase) {
	const doctor = await db.createDoctor();
	const patientId = await db.createPatient();
	await db.rows(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
		[patientId, doctor.staffId]
	);
	return { doctor, patientId };
}

const marksOf = (db: TestDatabase, patientId: string) =>
	db.row<Marks>('select * from public.patient_marks(array[$1::uuid])', [patientId]);

const decide = (db: TestDatabase, patientId: string, decision: string, reason: string | null) =>
	db.rows(`select public.decide_resuscitation($1, $2, 'patient', $3)`, [
		patientId,
		decision,
		reason
	]);

describe('an alert', () => {
	test('is said once, however often it is posted, and holds until it ends', async ({ db }) => {
		const { doctor, patientId } = await cared(db);
		await db.as(doctor, async () => {
			const add = () =>
				db.value<string>(`select public.add_patient_alert($1, 'falls', ' Walks with a frame ')`, [
					patientId
				]);
			const id = await add();
			expect(await add()).toBe(id);
			expect((await marksOf(db, patientId)).alerts).toMatchObject([
				{ id, words: 'Walks with a frame' }
			]);
			await db.rows(`select public.end_patient_alert($1, 'mistake')`, [id]);
			expect((await marksOf(db, patientId)).alerts).toEqual([]);
			expect(await add()).not.toBe(id);
		});
		expect(
			await db.value('select count(*)::int from public.patient_alerts where patient_id = $1', [
				patientId
			])
		).toBe(2);
	});

	test('is over after its last day, without anybody’s doing', async ({ db }) => {
		const { doctor, patientId } = await cared(db);
		await db.rows(
			`insert into public.patient_alerts (patient_id, kind, words, until, recorded_at) values
			 ($1, 'infection', 'Yesterday', private.hospital_day() - 1, now() - interval '9 days'),
			 ($1, 'infection', 'Today', private.hospital_day(), now() - interval '9 days')`,
			[patientId]
		);
		const { alerts } = await db.as(doctor, () => marksOf(db, patientId));
		expect(alerts.map(({ words }) => words)).toEqual(['Today']);
	});

	test('without words, of no kind or of the past is refused, and nothing is written', async ({
		db
	}) => {
		const { doctor, patientId } = await cared(db);
		for (const [kind, words, until, hint] of [
			['falls', '  ', null, 'p_words'],
			['falls', 'x'.repeat(201), null, 'p_words'],
			['weather', 'Rain', null, 'p_kind'],
			['falls', 'Walks with a frame', '2020-01-01', 'p_until']
		]) {
			await expect(
				db.as(doctor, () =>
					db.rows('select public.add_patient_alert($1, $2, $3, $4)', [
						patientId,
						kind,
						words,
						until
					])
				)
			).rejects.toMatchObject({ code: '22023', hint });
		}
		expect(
			await db.value('select count(*)::int from public.patient_alerts where patient_id = $1', [
				patientId
			])
		).toBe(0);
	});
});

describe('a decision on resuscitation', () => {
	test('takes the place of the one before, which stays on record', async ({ db }) => {
		const { doctor, patientId } = await cared(db);
		await db.as(doctor, async () => {
			expect((await marksOf(db, patientId)).resuscitation).toBeNull();
			await decide(db, patientId, 'do_not_attempt', 'Wish of the patient');
			await decide(db, patientId, 'attempt', null);
			expect((await marksOf(db, patientId)).resuscitation).toMatchObject({ decision: 'attempt' });
		});
		expect(
			await db.rows(
				`select decision, ended_at is null as holds from public.resuscitation_decisions
				 where patient_id = $1 order by decided_at`,
				[patientId]
			)
		).toEqual([
			{ decision: 'do_not_attempt', holds: false },
			{ decision: 'attempt', holds: true }
		]);
	});

	test('not to try needs a reason, and without one what held goes on', async ({ db }) => {
		const { doctor, patientId } = await cared(db);
		await db.as(doctor, () => decide(db, patientId, 'attempt', null));
		await expect(
			db.as(doctor, () => decide(db, patientId, 'do_not_attempt', '  '))
		).rejects.toMatchObject({ code: '22023', hint: 'p_reason' });
		expect(await db.as(doctor, () => marksOf(db, patientId))).toMatchObject({
			resuscitation: { decision: 'attempt' }
		});
	});

	test('of many at once is one that holds, and each other has ended', async () => {
		const owner = await connect();
		const clients = await Promise.all(Array.from({ length: 6 }, () => connect()));
		const own = new TestDatabase(owner);
		const { doctor, patientId } = await cared(own);
		try {
			await Promise.all(
				clients.map(async (client, index) => {
					const db = new TestDatabase(client);
					await client.query('begin');
					await db.as(doctor, () =>
						decide(db, patientId, index % 2 ? 'attempt' : 'do_not_attempt', `Reason ${index}`)
					);
					await client.query('commit');
				})
			);
			expect(
				await own.row(
					`select count(*)::int as all, (count(*) filter (where ended_at is null))::int as holding
					 from public.resuscitation_decisions where patient_id = $1`,
					[patientId]
				)
			).toEqual({ all: clients.length, holding: 1 });
		} finally {
			await Promise.all(clients.map((client) => client.end()));
			await takeAway([
				['delete from public.patients where id = $1', [patientId]],
				['delete from public.doctors where id = $1', [doctor.staffId]],
				['delete from public.staff where id = $1', [doctor.staffId]],
				['delete from auth.users where id = $1', [doctor.id]]
			]);
			await owner.end();
		}
	});
});

test('a pregnancy is corrected while it runs, and is over a month after its due date', async ({
	db
}) => {
	const { doctor, patientId } = await cared(db);
	const record = (days: number) =>
		db.value<string>('select public.record_pregnancy($1, private.hospital_day() + $2::int)', [
			patientId,
			days
		]);
	await db.as(doctor, async () => {
		const id = await record(100);
		expect(await record(93)).toBe(id);
	});
	await expect(db.as(doctor, () => record(400))).rejects.toMatchObject({
		code: '22023',
		hint: 'p_due_on'
	});
	await db.rows(
		'update public.pregnancies set due_on = private.hospital_day() - 31 where patient_id = $1',
		[patientId]
	);
	await db.as(doctor, async () => {
		expect((await marksOf(db, patientId)).pregnancy).toBeNull();
		await record(200);
		expect((await marksOf(db, patientId)).pregnancy).not.toBeNull();
	});
});
