import { createVisitType, insertVisit } from '../../support/clinic.ts';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

const questions = [
	{
		key: 'why',
		type: 'text',
		label: 'Why do you come?',
		label_es: '¿Por qué viene?',
		required: true
	},
	{ key: 'pain', type: 'yes_no', label: 'Does it hurt?', label_es: '¿Le duele?' },
	{ key: 'weight', type: 'number', unit: 'kg', label: 'Weight', label_es: 'Peso' },
	{ key: 'since', type: 'date', label: 'Since when?', label_es: '¿Desde cuándo?' },
	{
		key: 'had',
		type: 'many',
		label: 'Have you had any of these?',
		label_es: '¿Ha tenido algo de esto?',
		options: [
			{ key: 'asthma', label: 'Asthma', label_es: 'Asma' },
			{ key: 'diabetes', label: 'Diabetes', label_es: 'Diabetes' }
		]
	}
];

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A patient with an account, who has a visit with questions before it, and their doctor, who has the chart open. */
async function clinic(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const doctor = await db.createDoctor();
	const admin = await db.createStaff('admin');
	const visitTypeId = await createVisitType(db);
	const setId = await save(db, admin, { visitTypeId });
	const { id: visitId } = await insertVisit(db, {
		patientId: patient.patientId,
		doctorId: doctor.doctorId,
		visitTypeId,
		startsAt: inDays(3)
	});
	await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	return { patient, patientId: patient.patientId, doctor, admin, visitTypeId, setId, visitId };
}

const save = (
	db: TestDatabase,
	admin: Person,
	set: {
		visitTypeId?: string;
		specialtyId?: string;
		asked?: object[];
		active?: boolean;
		id?: string;
		version?: number;
	}
) =>
	db.as(admin, () =>
		db.value<string>('select public.save_question_set($1, $1, $2, $3, $4, $5, $6, $7)', [
			`Set ${set.id ?? Math.random()}`,
			JSON.stringify(set.asked ?? questions),
			set.specialtyId ?? null,
			set.visitTypeId ?? null,
			set.active ?? true,
			set.id ?? null,
			set.version ?? null
		])
	);

const keep = (
	db: TestDatabase,
	of: { visitId: string; setId: string },
	version: number,
	answers: object,
	command: 'save' | 'send' = 'save'
) =>
	db.value<number | string>(`select public.${command}_answers($1, $2, $3, $4)`, [
		of.visitId,
		of.setId,
		version,
		JSON.stringify(answers)
	]);

const asked = (db: TestDatabase, visitId: string) =>
	db.rows<{ set_id: string; state: string }>(
		'select set_id, state from public.visit_questionnaires(array[$1::uuid])',
		[visitId]
	);

describe('what is asked before a visit', () => {
	test('follows from its type and specialty, and from nothing that has to be kept', async ({
		db
	}) => {
		const { doctor, admin, visitId, setId, visitTypeId, patient } = await clinic(db);
		const specialty = await db.createSpecialty();
		const [ofDoctor] = [await save(db, admin, { specialtyId: doctor.specialtyId, visitTypeId })];
		await save(db, admin, { specialtyId: specialty, visitTypeId });
		await save(db, admin, { visitTypeId: await createVisitType(db) });
		const states = async () =>
			(await db.as(patient, () => asked(db, visitId))).map(({ set_id }) => set_id).sort();
		expect(await states()).toEqual([setId, ofDoctor].sort());
		// Moved to a doctor of another specialty, the visit is asked about by what it is then.
		const other = await db.createDoctor();
		await db.rows('update public.appointments set doctor_id = $1 where id = $2', [
			other.doctorId,
			visitId
		]);
		expect(await states()).toEqual([setId]);
		await db.rows(
			`update public.appointments set status = 'cancelled', cancelled_at = now() where id = $1`,
			[visitId]
		);
		expect(await states()).toEqual([]);
	});

	test('stays as it was asked for whoever has begun, and is asked anew of the others', async ({
		db
	}) => {
		const { patient, admin, visitId, setId, visitTypeId, patientId, doctor } = await clinic(db);
		await db.as(patient, () => keep(db, { visitId, setId }, 0, { why: 'Cough' }));
		const { id: later } = await insertVisit(db, {
			patientId,
			doctorId: doctor.doctorId,
			visitTypeId,
			startsAt: inDays(9)
		});
		const anew = [{ key: 'new', type: 'text', label: 'New?', label_es: '¿Nuevo?' }];
		await save(db, admin, { visitTypeId, asked: anew, id: setId, version: 1 });
		const of = async (id: string) =>
			(
				await db.as(patient, () =>
					db.row<{ questions: { key: string }[] }>(
						'select questions from public.visit_questions($1)',
						[id]
					)
				)
			).questions.map(({ key }) => key);
		expect(await of(visitId)).toEqual(questions.map(({ key }) => key));
		expect(await of(later)).toEqual(['new']);
		// A set out of use is asked no more, and what was begun can be finished.
		await save(db, admin, { visitTypeId, asked: anew, id: setId, version: 2, active: false });
		expect(await db.as(patient, () => asked(db, later))).toEqual([]);
		expect(await db.as(patient, () => asked(db, visitId))).toEqual([
			{ set_id: setId, state: 'begun' }
		]);
	});

	test('is refused where it makes no sense, is for no visits, or somebody else has changed it', async ({
		db
	}) => {
		const { admin, setId, visitTypeId } = await clinic(db);
		const refused = async (set: Parameters<typeof save>[2]) => {
			const { code, hint } = await db.refusal(admin, () =>
				db.value('select public.save_question_set($1, $1, $2, null, $3, true, $4, $5)', [
					'Set',
					JSON.stringify(set.asked ?? questions),
					set.visitTypeId ?? null,
					set.id ?? null,
					set.version ?? null
				])
			);
			return [code, hint];
		};
		const [first] = questions;
		expect(await refused({})).toEqual(['22023', 'p_visit_type_id']);
		for (const wrong of [
			[],
			[first, first],
			[{ ...first, type: 'essay' }],
			[{ ...first, label_es: ' ' }],
			[{ ...first, type: 'one' }],
			[{ ...first, type: 'one', options: [{ key: 'a', label: 'A', label_es: 'A' }] }],
			[{ ...first, key: 'Not a key' }]
		])
			expect(await refused({ visitTypeId, asked: wrong as object[] })).toEqual([
				'22023',
				'p_questions'
			]);
		expect(await refused({ visitTypeId, id: setId, version: 7 })).toEqual(['LN009', 'p_version']);
		expect(
			await db.row('select version, questions from public.question_sets where id = $1', [setId])
		).toEqual({ version: 1, questions });
	});
});

describe('answers', () => {
	test('are kept half typed, found again, and read by nobody until they are sent', async ({
		db
	}) => {
		const { patient, doctor, visitId, setId, patientId } = await clinic(db);
		await db.as(patient, async () => {
			expect(await keep(db, { visitId, setId }, 0, { weight: '7 or' })).toBe(1);
			expect(await keep(db, { visitId, setId }, 1, { weight: '70', why: 'Co' })).toBe(2);
			// The answer to it was lost, and it is sent again.
			expect(await keep(db, { visitId, setId }, 1, { weight: '70', why: 'Co' })).toBe(2);
			expect(
				await db.row('select answers, version, open from public.visit_questions($1)', [visitId])
			).toEqual({ answers: { weight: '70', why: 'Co' }, version: 2, open: true });
		});
		const seen = () =>
			db.as(doctor, () =>
				db.count('select from public.questionnaires where patient_id = $1', [patientId])
			);
		expect(await seen()).toBe(0);
		expect(await db.as(doctor, () => asked(db, visitId))).toMatchObject([{ state: 'begun' }]);
		await db.as(patient, () =>
			keep(db, { visitId, setId }, 2, { why: 'Cough', weight: '70,5', had: ['asthma'] }, 'send')
		);
		expect(await seen()).toBe(1);
		expect(await db.as(doctor, () => asked(db, visitId))).toMatchObject([{ state: 'sent' }]);
		expect(await db.as(doctor, () => db.count('select from public.questionnaire_drafts'))).toBe(0);
	});

	test('are sent once, changed until the visit is checked in, and not after', async ({ db }) => {
		const { patient, visitId, setId } = await clinic(db);
		const sent = () =>
			db.row<{ answers: unknown; sent_at: Date }>(
				'select answers, sent_at from public.questionnaires where appointment_id = $1',
				[visitId]
			);
		await db.as(patient, () => keep(db, { visitId, setId }, 0, { why: 'Cough' }, 'send'));
		const first = await sent();
		await db.as(patient, () => keep(db, { visitId, setId }, 1, { why: 'Cough' }, 'send'));
		expect(await sent()).toEqual(first);
		// What is typed after it is nobody's to read yet.
		await db.as(patient, () => keep(db, { visitId, setId }, 1, { why: 'Fever' }));
		expect(await sent()).toEqual(first);
		await db.as(patient, () => keep(db, { visitId, setId }, 2, { why: 'Fever' }, 'send'));
		expect((await sent()).answers).toEqual({ why: 'Fever' });
		await db.rows(
			`update public.appointments set starts_at = now() + interval '1 hour', ends_at = now() + interval '2 hours' where id = $1`,
			[visitId]
		);
		await db.rows(
			`update public.appointments set status = 'checked_in', checked_in_at = now() where id = $1`,
			[visitId]
		);
		const last = await sent();
		for (const command of ['save', 'send'] as const) {
			const refusal = await db.refusal(patient, () =>
				keep(db, { visitId, setId }, 2, { why: 'Pain' }, command)
			);
			expect(refusal.code).toBe('LN046');
		}
		expect(await sent()).toEqual(last);
	});

	test('that are missing or are none are told by their question, and nothing is sent', async ({
		db
	}) => {
		const { patient, visitId, setId } = await clinic(db);
		const hint = async (answers: object) =>
			(await db.refusal(patient, () => keep(db, { visitId, setId }, 0, answers, 'send'))).hint;
		expect(await hint({})).toBe('p_q_why');
		expect(await hint({ why: '  ' })).toBe('p_q_why');
		expect(await hint({ why: 'Cough', weight: 'much' })).toBe('p_q_weight');
		expect(await hint({ why: 'Cough', since: '2026-02-30' })).toBe('p_q_since');
		expect(await hint({ why: 'Cough', pain: 'maybe' })).toBe('p_q_pain');
		expect(await hint({ why: 'Cough', had: ['gout'] })).toBe('p_q_had');
		for (const none of [
			{ other: 'x' },
			{ why: 1 },
			{ had: 'asthma' },
			{ why: ['a'] },
			{ why: 'x'.repeat(4001) }
		])
			expect(await hint(none)).toBe('p_answers');
		expect(
			await db.count('select from public.questionnaires where appointment_id = $1', [visitId])
		).toBe(0);
	});

	test('typed on two devices are told to the later one', async ({ db }) => {
		const { patient, visitId, setId } = await clinic(db);
		await db.as(patient, () => keep(db, { visitId, setId }, 0, { why: 'Cough' }));
		for (const command of ['save', 'send'] as const) {
			const refusal = await db.refusal(patient, () =>
				keep(db, { visitId, setId }, 0, { why: 'Fever' }, command)
			);
			expect(refusal.code).toBe('LN009');
		}
		expect(await db.value('select answers from public.questionnaire_drafts')).toEqual({
			why: 'Cough'
		});
	});

	test('are given by whoever looks after the record, under their own name', async ({ db }) => {
		const { visitId, setId, patientId } = await clinic(db);
		const carer = await db.createUser();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'carer')`,
			[carer.id, patientId]
		);
		await db.as(carer, () => keep(db, { visitId, setId }, 0, { why: 'Cough' }, 'send'));
		expect(
			await db.row('select sent_as, sent_by from public.questionnaires where appointment_id = $1', [
				visitId
			])
		).toEqual({ sent_as: 'carer', sent_by: carer.id });
	});

	test('are news to the doctor and the desk when they are sent, and to other devices as they are kept', async ({
		db
	}) => {
		const { patient, doctor, visitId, setId, patientId } = await clinic(db);
		const told = async () =>
			(
				await db.rows<{ topic: string; event: string }>(
					`select distinct topic, event from realtime.messages where event in ('answers_sent', 'answers_kept') order by topic, event`
				)
			).map(({ topic, event }) => `${topic} ${event}`);
		await db.as(patient, () => keep(db, { visitId, setId }, 0, { why: 'Cough' }, 'send'));
		expect(await told()).toEqual(
			[
				'calendar answers_sent',
				`doctor:${doctor.doctorId} answers_sent`,
				`patient:${patientId} answers_kept`,
				`patient:${patientId} answers_sent`
			].sort()
		);
	});

	test('are in the history, go with the record, and are wanted in messages until they are sent', async ({
		db
	}) => {
		const { patient, doctor, admin, visitId, setId, patientId } = await clinic(db);
		const wanted = () => db.value('select private.open_asks($1)', [visitId]);
		expect(await wanted()).toEqual(['questions']);
		await db.as(patient, () => keep(db, { visitId, setId }, 0, { why: 'Cough' }, 'send'));
		expect(await wanted()).toBeNull();
		for (const reader of [patient, doctor])
			expect(
				await db.as(reader, () =>
					db.count(
						`select from public.patient_timeline($1, '{questionnaire}') where facts ->> 'visit' = $2`,
						[patientId, visitId]
					)
				)
			).toBe(1);
		const other = await db.createPatient();
		await db.as(admin, () =>
			db.rows(`select public.merge_patients($1, $2, 'Registered twice at the desk')`, [
				other,
				patientId
			])
		);
		expect(
			await db.count(
				`select from public.questionnaires asked join public.questionnaire_drafts draft on draft.questionnaire_id = asked.id
				 where asked.patient_id = $1 and draft.patient_id = $1`,
				[other]
			)
		).toBe(1);
	});
});
