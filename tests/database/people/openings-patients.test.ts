import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

interface Reader extends Record<string, unknown> {
	id: string;
	staff_name: string;
	basis: string;
	care: string[];
	kind: string | null;
	question: string | null;
	answer: string | null;
}

const readers = (db: TestDatabase, who: Person, patientId: string, rest = '') =>
	db.as(who, () => db.rows<Reader>(`select * from public.chart_readers($1${rest})`, [patientId]));

/** A patient with an account, whose chart a doctor has opened in an emergency and another in their care. */
async function opened(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const [carer, stranger] = [await db.createDoctor(), await db.createDoctor()];
	const admin = await db.createStaff('admin');
	await db.rows(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
		[patient.patientId, carer.staffId]
	);
	const open = (who: Person, reason: string | null) =>
		db.as(who, () =>
			db.value<string>('select id from public.open_chart($1, $2, $3)', [
				patient.patientId,
				reason,
				reason && 'on_call'
			])
		);
	const care = await open(carer, null);
	const emergency = await open(stranger, 'Parents suspected: see social services');
	return { patient, carer, stranger, admin, care, emergency };
}

const ask = (db: TestDatabase, who: Person, id: string, words = 'Why was this?') =>
	db.as(who, () => db.rows('select public.question_opening($1, $2)', [id, words]));

const answer = (db: TestDatabase, who: Person, id: string, words = 'They covered the night') =>
	db.as(who, () => db.rows('select public.answer_chart_question($1, $2)', [id, words]));

const questionOn = (db: TestDatabase, opening: string) =>
	db.value<string>('select id from public.chart_questions where opening_id = $1', [opening]);

describe('who opened a chart', () => {
	test('is read by the patient, newest first, without the words of an emergency', async ({
		db
	}) => {
		const { patient, carer, stranger, care, emergency } = await opened(db);
		const found = await readers(db, patient, patient.patientId);
		expect(
			found.map(({ id, staff_name, basis, care, kind }) => [id, staff_name, basis, care, kind])
		).toEqual([
			[emergency, stranger.name, 'emergency', [], 'on_call'],
			[care, carer.name, 'care', ['assigned'], null]
		]);
		expect(JSON.stringify(found)).not.toContain('social services');
		// Nor by REST.
		for (const table of ['chart_openings', 'chart_reviews']) {
			expect(await db.as(patient, () => db.count(`select from public.${table}`))).toBe(0);
		}
		const at = await db.value<string>(
			'select since::text from public.chart_openings where id = $1',
			[emergency]
		);
		const rest = await readers(db, patient, patient.patientId, `, '${at}', '${emergency}'`);
		expect(rest.map(({ id }) => id)).toEqual([care]);
	});

	test('is nobody else’s to read: not another patient’s, nor who opened it', async ({ db }) => {
		const { patient, stranger, admin } = await opened(db);
		const other = await db.createPortalPerson();
		for (const who of [other, stranger, admin]) {
			const { code } = await db.refusal(who, () => readers(db, who, patient.patientId));
			expect(code).toBe('PT404');
		}
	});
});

describe('a question about it', () => {
	test('is asked once, told to those who review, and answered once by one it is not about', async ({
		db
	}) => {
		const { patient, stranger, admin, emergency } = await opened(db);
		await ask(db, patient, emergency);
		expect((await db.refusal(patient, () => ask(db, patient, emergency))).code).toBe('LN009');
		expect(
			await db.count(
				`select from public.notifications where user_id = $1 and kind = 'chart_question'`,
				[admin.id]
			)
		).toBe(1);
		const id = await questionOn(db, emergency);
		await db.rows(`insert into public.user_roles (user_id, role_id) values ($1, 'admin')`, [
			stranger.id
		]);
		const own = await db.refusal(stranger, () => answer(db, stranger, id));
		expect([own.code, own.hint]).toEqual(['42501', 'own']);
		await answer(db, admin, id);
		expect((await db.refusal(admin, () => answer(db, admin, id))).code).toBe('LN009');
		const [found] = await readers(db, patient, patient.patientId);
		expect([found?.question, found?.answer]).toEqual(['Why was this?', 'They covered the night']);
	});

	test('is about one’s own record, and has words', async ({ db }) => {
		const { patient, emergency, admin } = await opened(db);
		const other = await db.createPortalPerson();
		for (const who of [other, admin]) {
			expect((await db.refusal(who, () => ask(db, who, emergency))).code).toBe('PT404');
		}
		expect((await db.refusal(patient, () => ask(db, patient, emergency, ' '))).hint).toBe(
			'p_words'
		);
		await ask(db, patient, emergency);
		const id = await questionOn(db, emergency);
		expect((await db.refusal(patient, () => answer(db, patient, id))).code).toBe('42501');
		expect((await db.refusal(admin, () => answer(db, admin, id, ''))).hint).toBe('p_words');
		expect(await db.as(other, () => db.count('select from public.chart_questions'))).toBe(0);
		expect(await db.as(patient, () => db.count('select from public.chart_questions'))).toBe(1);
	});
});
