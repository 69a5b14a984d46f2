import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

type Doctor = Person & { staffId: string };
interface Content {
	title: string;
	sections: {
		key: string;
		title: string;
		text?: string;
		source?: string;
		confidential?: boolean;
		fields?: { key: string; label: string; type: string; required?: boolean; value?: string }[];
	}[];
}

const call = <Answer = string>(db: TestDatabase, who: Person, sql: string, ...values: unknown[]) =>
	db.as(who, () => db.value<Answer>(`select public.${sql}`, values));

const templateOf = (db: TestDatabase, kind: string) =>
	db.row<{ id: string; version: number; content: Record<'en' | 'es', Content> }>(
		`select id, version, template.content from public.letter_templates template
		join public.letter_template_versions given on given.template_id = id and given.number = 1 and given.saved_name = ''
		where kind = $1`,
		[kind]
	);

/** The template's content with values in its fields (`section.field`) and texts in its sections. */
function filled(content: Content, values: Record<string, string>): Content {
	return {
		...content,
		sections: content.sections.map((section) => ({
			...section,
			...(values[section.key] !== undefined && { text: values[section.key] }),
			...(section.fields && {
				fields: section.fields.map((field) => {
					const value = values[`${section.key}.${field.key}`];
					return value === undefined ? field : { ...field, value };
				})
			})
		}))
	};
}

/** All that is kept of a letter. */
const kept = async (db: TestDatabase, id: string) => ({
	letter: await db.rows('select * from public.letters where id = $1', [id]),
	draft: await db.rows('select * from public.letter_drafts where letter_id = $1', [id]),
	versions: await db.rows(
		'select * from public.letter_versions where letter_id = $1 order by number',
		[id]
	),
	links: await db.rows('select * from public.letter_links where letter_id = $1', [id]),
	told: await db.rows(`select status from public.deliveries where key like 'letter%' order by key`)
});

/** Refused with that code (and hint), and nothing has changed. */
async function refused(
	db: TestDatabase,
	who: Person,
	id: string,
	answer: string,
	sql: string,
	...values: unknown[]
) {
	const before = await kept(db, id);
	const { code, hint } = await db.refusal(who, () => call(db, who, sql, ...values));
	expect([code, hint].filter(Boolean).join(' ')).toBe(answer);
	expect(await kept(db, id)).toEqual(before);
}

/** A patient with an account, and two doctors who look after them. */
async function clinic(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const doctor: Doctor = await db.createDoctor();
	const colleague: Doctor = await db.createDoctor();
	for (const { staffId } of [doctor, colleague]) {
		await db.rows(
			`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
			[patient.patientId, staffId]
		);
	}
	return { patient, doctor, colleague };
}

/** A draft with its fields filled in. */
async function drafted(db: TestDatabase, kind: string, values: Record<string, string> = {}) {
	const people = await clinic(db);
	const template = await templateOf(db, kind);
	const content = filled(template.content.en, values);
	const id = await call(
		db,
		people.doctor,
		'begin_letter($1, $2, $3, $4)',
		people.patient.patientId,
		template.id,
		'en',
		JSON.stringify(content)
	);
	return { ...people, template, content, id };
}

const sick = {
	'incapacity.from': '2026-12-01',
	'incapacity.until': '2026-12-07',
	diagnoses: 'Influenza'
};

async function signed(db: TestDatabase, kind = 'sick_note', values: Record<string, string> = sick) {
	const draft = await drafted(db, kind, values);
	await call(db, draft.doctor, 'sign_letter($1, 1)', draft.id);
	return draft;
}

const codeOf = (db: TestDatabase, id: string, number = 1) =>
	db.value<string>(
		'select verification_code from public.letter_versions where letter_id = $1 and number = $2',
		[id, number]
	);
const verified = (db: TestDatabase, code: string) =>
	db.as('anon', () =>
		db.rows<Record<string, unknown>>('select * from public.verify_letter($1)', [code])
	);
const letterOf = (db: TestDatabase, id: string) =>
	db.row<Record<string, unknown>>('select * from public.letters where id = $1', [id]);

describe('templates', () => {
	test('come with the hospital, one of each kind in each language, and make sense', async ({
		db
	}) => {
		const found = await db.rows<{ kind: string }>(
			`select kind from public.letter_templates template
			cross join lateral (
				select private.require_letter_content(kind, content -> language) from unnest(private.languages()) language
			) checked
			where private.letter_skeleton(content -> 'en') = private.letter_skeleton(content -> 'es') group by kind order by kind`
		);
		expect(found.map(({ kind }) => kind)).toEqual([
			'fitness',
			'free',
			'referral',
			'sick_note',
			'visit_summary'
		]);
	});

	test('are kept at each saving, and who has read an older one is told', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const { id, content } = await templateOf(db, 'free');
		const changed = { ...content, en: { ...content.en, title: 'Our letter' } };
		const save = (version: number) =>
			call(
				db,
				admin,
				'save_letter_template($1, $2, true, $3, $4)',
				'free',
				JSON.stringify(changed),
				id,
				version
			);
		await save(1);
		const { code } = await db.refusal(admin, () => save(1));
		expect(code).toBe('LN009');
		expect(
			await db.rows(
				`select number, content #>> '{en,title}' as title, saved_name from public.letter_template_versions where template_id = $1 order by number`,
				[id]
			)
		).toEqual([
			{ number: 1, title: 'Letter', saved_name: '' },
			{ number: 2, title: 'Our letter', saved_name: admin.name }
		]);
	});

	test('have the same sections in each language, the fields their kind needs, and hide from employers what somebody has', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { content } = await templateOf(db, 'sick_note');
		const wrong: [Record<string, unknown>, string][] = [
			[
				{ ...content, es: { ...content.es, sections: content.es.sections.slice(0, 1) } },
				'p_content_es'
			],
			[
				{ ...content, en: { ...content.en, sections: content.en.sections.slice(1) } },
				'p_content_en'
			],
			[
				{
					...content,
					en: {
						...content.en,
						sections: content.en.sections.map((section) => ({ ...section, confidential: false }))
					}
				},
				'p_content_en'
			],
			[{ en: content.en }, 'p_content_es']
		];
		for (const [words, field] of wrong) {
			const { code, hint } = await db.refusal(admin, () =>
				call(db, admin, `save_letter_template('sick_note', $1)`, JSON.stringify(words))
			);
			expect([code, hint]).toEqual(['22023', field]);
		}
		expect(await db.count(`select from public.letter_templates where kind = 'sick_note'`)).toBe(1);
	});
});

describe('a draft', () => {
	test('pressed twice is one, and is of its template’s form', async ({ db }) => {
		const { id, doctor, patient, template, content } = await drafted(db, 'referral');
		expect(
			await call(db, doctor, 'begin_letter($1, $2, $3)', patient.patientId, template.id, 'en')
		).toBe(id);
		const other = { ...content, sections: content.sections.slice(1) };
		await refused(
			db,
			doctor,
			id,
			'22023 p_content',
			'begin_letter($1, $2, $3, $4)',
			patient.patientId,
			template.id,
			'en',
			JSON.stringify(other)
		);
	});

	test('takes texts and values, and nobody takes the confidential mark off', async ({ db }) => {
		const { id, doctor, colleague, content } = await drafted(db, 'sick_note');
		const words = filled(content, { remarks: 'Drink a lot.' });
		expect(
			await call(db, colleague, 'save_letter_draft($1, 1, $2)', id, JSON.stringify(words))
		).toBe(2);
		await refused(
			db,
			doctor,
			id,
			'LN009 p_version',
			'save_letter_draft($1, 1, $2)',
			id,
			JSON.stringify(content)
		);
		const open = {
			...words,
			sections: words.sections.map((section) => ({ ...section, confidential: false }))
		};
		await refused(
			db,
			doctor,
			id,
			'22023 p_content',
			'save_letter_draft($1, 2, $2)',
			id,
			JSON.stringify(open)
		);
		expect(await call(db, doctor, 'save_letter_draft($1, 1, $2)', id, JSON.stringify(words))).toBe(
			2
		);
	});

	test('is signed by who began it, when what it must say is said', async ({ db }) => {
		const { id, doctor, colleague, content } = await drafted(db, 'sick_note');
		await refused(db, colleague, id, '42501 author', 'sign_letter($1, 1)', id);
		await refused(db, doctor, id, '22023 field.incapacity.from', 'sign_letter($1, 1)', id);
		const backwards = filled(content, { ...sick, 'incapacity.until': '2026-11-30' });
		await call(db, doctor, 'save_letter_draft($1, 1, $2)', id, JSON.stringify(backwards));
		await refused(db, doctor, id, '22023 field.incapacity.until', 'sign_letter($1, 2)', id);
		await refused(db, doctor, id, 'LN009 p_version', 'sign_letter($1, 1)', id);
		const fit = await drafted(db, 'fitness', { 'fitness.purpose': 'Diving' });
		await refused(
			db,
			fit.doctor,
			fit.id,
			'22023 field.fitness.outcome',
			'sign_letter($1, 1)',
			fit.id
		);
	});

	test('of a colleague who has left is taken over, of one who works here is not', async ({
		db
	}) => {
		const { id, doctor, colleague } = await drafted(db, 'free');
		await refused(db, colleague, id, '42501 author', 'take_over_letter($1)', id);
		await db.rows('update public.staff set active = false where id = $1', [doctor.staffId]);
		await call(db, colleague, 'take_over_letter($1)', id);
		expect(await call(db, colleague, 'sign_letter($1, 1)', id)).toBe(1);
	});

	test('is handed over when its writer leaves, and is in the list of who has it then', async ({
		db
	}) => {
		const { id, doctor, colleague, patient } = await drafted(db, 'free');
		const unsigned = (who: Person) =>
			db.as(who, () => db.rows('select id, what from public.unsigned_letters()'));
		expect(await unsigned(doctor)).toEqual([{ id, what: 'sign' }]);
		expect(
			await db.value('select private.hand_over_letters($1, $2)', [
				doctor.staffId,
				JSON.stringify({ staff_id: colleague.staffId })
			])
		).toBe(1);
		expect(await unsigned(doctor)).toEqual([]);
		expect(await unsigned(colleague)).toEqual([{ id, what: 'sign' }]);
		const waiting = (who: Doctor) =>
			db.rows('select item_id, link from private.inbox_letters($1)', [who.staffId]);
		expect(await waiting(doctor)).toEqual([]);
		expect(await waiting(colleague)).toEqual([
			{ item_id: id, link: `/patients/${patient.patientId}/letters/${id}` }
		]);
		expect((await letterOf(db, id)).author_id).toBe(colleague.staffId);
		expect(
			await db.value(
				`select count(*)::int from private.open_work where item = 'letters' and open_ids = 'private.letters_unsigned_by'`
			)
		).toBe(1);
	});
});

describe('what is signed', () => {
	test('has a number, a code and the facts of that moment, and stays', async ({ db }) => {
		const { id, doctor, patient } = await drafted(db, 'sick_note', sick);
		await db.rows(`update public.doctors set registration = '28/12345' where id = $1`, [
			doctor.staffId
		]);
		await db.rows(`update public.hospital_settings set letterhead = 'Tel. 555 0100'`);
		await call(db, doctor, 'sign_letter($1, 1)', id);
		await db.rows(`update public.doctors set registration = null where id = $1`, [doctor.staffId]);
		await db.rows(`update public.patients set family_name = 'Changed' where id = $1`, [
			patient.patientId
		]);
		expect(await letterOf(db, id)).toMatchObject({
			status: 'signed',
			version: 1,
			number: expect.stringMatching(/^20\d\d-\d{6}$/) as string
		});
		const [version] = (await kept(db, id)).versions;
		expect(version).toMatchObject({
			facts: {
				doctor: { registration: '28/12345' },
				hospital: { letterhead: 'Tel. 555 0100' },
				patient: { name: expect.not.stringContaining('Changed') as string }
			}
		});
		for (const sql of [
			`update public.letter_versions set content = '{}' where letter_id = $1`,
			`delete from public.letter_versions where letter_id = $1`
		]) {
			await expect(db.undone(() => db.rows(sql, [id]))).rejects.toMatchObject({ code: 'LN060' });
		}
		await refused(db, doctor, id, 'LN060 p_letter_id', 'sign_letter($1, 1)', id);
	});

	test('is what the public check says of its code, without a word of what somebody has', async ({
		db
	}) => {
		const { id } = await signed(db);
		const [answer, ...more] = await verified(db, (await codeOf(db, id)).toLowerCase());
		expect(more).toEqual([]);
		expect(answer).toMatchObject({ status: 'valid', kind: 'sick_note', version: 1, newest: 1 });
		expect(JSON.stringify(answer)).not.toContain('Influenza');
		expect(await verified(db, 'NOTACODE')).toEqual([]);
	});

	test('is replaced for a reason by any doctor of the patient; the old paper says so', async ({
		db
	}) => {
		const { id, doctor, colleague, content } = await signed(db);
		const old = await codeOf(db, id);
		expect(await call(db, colleague, 'replace_letter($1)', id)).toBe(1);
		expect(await call(db, doctor, 'replace_letter($1)', id)).toBe(1);
		await refused(db, colleague, id, '22023 p_reason', 'sign_letter($1, 1)', id);
		const longer = filled(content, { ...sick, 'incapacity.until': '2026-12-10' });
		await call(
			db,
			colleague,
			'save_letter_draft($1, 1, $2, $3)',
			id,
			JSON.stringify(longer),
			'Still feverish'
		);
		await refused(db, doctor, id, '42501 author', 'sign_letter($1, 2)', id);
		expect(await call(db, colleague, 'sign_letter($1, 2)', id)).toBe(2);
		const { versions, draft } = await kept(db, id);
		expect(draft).toEqual([]);
		expect(versions).toMatchObject([
			{ number: 1, reason: null },
			{ number: 2, reason: 'Still feverish', signed_name: expect.any(String) as string }
		]);
		expect(await verified(db, old)).toMatchObject([{ status: 'replaced', version: 1, newest: 2 }]);
		expect(await verified(db, await codeOf(db, id, 2))).toMatchObject([{ status: 'valid' }]);
	});

	test('is revoked for a reason by any doctor of the patient; its papers and links hold no longer', async ({
		db
	}) => {
		const { id, doctor, colleague } = await signed(db);
		await call(db, doctor, 'replace_letter($1)', id);
		await call(
			db,
			doctor,
			`send_letter($1, 'other', 'employer', 'Personnel office', 'work@tests.example')`,
			id
		);
		await refused(db, colleague, id, '22023 p_reason', `set_letter_aside($1, 'x')`, id);
		await refused(db, colleague, id, '42501 author', 'set_letter_aside($1)', id);
		await call(db, colleague, `set_letter_aside($1, 'Another patient')`, id);
		const { draft, links } = await kept(db, id);
		expect(draft).toEqual([]);
		expect(links).toMatchObject([{ withdrawn_at: expect.any(Date) as Date }]);
		expect(await verified(db, await codeOf(db, id))).toMatchObject([{ status: 'revoked' }]);
		await refused(db, doctor, id, 'LN060 p_letter_id', `set_letter_aside($1, 'Again')`, id);
		await refused(db, doctor, id, 'LN060 p_letter_id', 'replace_letter($1)', id);
		await refused(db, doctor, id, 'LN060 p_letter_id', 'release_letter($1, true)', id);
		await refused(
			db,
			doctor,
			id,
			'LN060 p_letter_id',
			`send_letter($1, 'other', 'full', 'X', 'x@tests.example')`,
			id
		);
	});

	test('is the patient’s to read while it is released and holds: the newest version alone', async ({
		db
	}) => {
		const { id, doctor, patient } = await signed(db);
		const read = () =>
			db.as(patient, () =>
				db.rows<{ status: string; number: number | null }>(
					`select letter.status, version.number from public.letters letter
					left join public.letter_versions version on version.letter_id = letter.id where letter.id = $1`,
					[id]
				)
			);
		expect(await read()).toEqual([{ status: 'signed', number: 1 }]);
		await call(db, doctor, 'replace_letter($1)', id);
		await db.rows(`update public.letter_drafts set reason = 'Typing error' where letter_id = $1`, [
			id
		]);
		await call(db, doctor, 'sign_letter($1, 1)', id);
		expect(await read()).toEqual([{ status: 'signed', number: 2 }]);
		await call(db, doctor, 'release_letter($1, false)', id);
		expect(await read()).toEqual([]);
		await call(db, doctor, 'release_letter($1, true)', id);
		await call(db, doctor, `set_letter_aside($1, 'Another patient')`, id);
		expect(await read()).toEqual([{ status: 'entered_in_error', number: null }]);
		// Why is for clinicians: it may be about somebody else.
		const { code } = await db.refusal(patient, () =>
			db.rows('select error_reason from public.letters where id = $1', [id])
		);
		expect(code).toBe('42501');
		const words = (who: Person) =>
			db.as(who, () => db.rows('select error_reason from public.letter_words($1)', [id]));
		expect(await words(patient)).toEqual([]);
		await call(db, doctor, 'open_chart($1)', patient.patientId);
		expect(await words(doctor)).toEqual([{ error_reason: 'Another patient' }]);
	});

	test('is told to the patient when it is released, without a word of what it is, and not once it is hidden again', async ({
		db
	}) => {
		const quiet = await drafted(db, 'sick_note', sick);
		await call(db, quiet.doctor, 'sign_letter($1, 1, false)', quiet.id);
		const told = (patientId: string) =>
			db.rows<{ id: string; kind: string }>(
				'select id, kind from public.deliveries where patient_id = $1',
				[patientId]
			);
		expect(await told(quiet.patient.patientId)).toEqual([]);
		const { id, doctor, patient } = await signed(db);
		expect(await told(patient.patientId)).toMatchObject([{ kind: 'letter_released' }]);
		const content = await db.value<Record<string, unknown>>(
			'select private.delivery_content(delivery) from public.deliveries delivery where patient_id = $1',
			[patient.patientId]
		);
		expect(content).toMatchObject({ path: '/portal/letters' });
		expect(JSON.stringify(content)).not.toMatch(/sick|Influenza/);
		await call(db, doctor, 'release_letter($1, false)', id);
		expect(
			await db.value(
				`select private.delivery_obstacle(delivery) from public.deliveries delivery where patient_id = $1`,
				[patient.patientId]
			)
		).toBe('overtaken');
	});

	test('stands in the history, for the patient when it is released', async ({ db }) => {
		const { id, doctor, patient } = await signed(db);
		const entries = (forPatient: boolean) =>
			db.rows(
				`select row_id, facts ->> 'kind' as kind from private.timeline_letters($1, $2, null, 'infinity', gen_random_uuid(), 10)`,
				[patient.patientId, forPatient]
			);
		expect(await entries(true)).toEqual([{ row_id: id, kind: 'sick_note' }]);
		await call(db, doctor, 'release_letter($1, false)', id);
		expect(await entries(true)).toEqual([]);
		expect(await entries(false)).toHaveLength(1);
	});

	test('moves with the record that is put into another', async ({ db }) => {
		const { id, doctor, patient } = await signed(db);
		await call(
			db,
			doctor,
			`send_letter($1, 'other', 'full', 'Dr. Elsewhere', 'else@tests.example')`,
			id
		);
		const to = await db.createPatient();
		await db.rows('select private.merge_patient_references($1, $2)', [patient.patientId, to]);
		for (const table of ['letters', 'letter_versions', 'letter_links']) {
			expect(await db.count(`select from public.${table} where patient_id = $1`, [to]), table).toBe(
				1
			);
		}
	});
});

describe('sending', () => {
	const consent = (db: TestDatabase, patientId: string, kind: string) =>
		db.rows(
			`insert into public.patient_consents (patient_id, kind, decision, stated_by, decided_on, recorded_name)
			 values ($1, $2, 'refused', 'patient', private.hospital_day(), 'Desk')`,
			[patientId, kind]
		);
	/** What the message of the only link says, as it goes out, and to whom. */
	async function message(db: TestDatabase, id: string) {
		await db.rows(`update public.deliveries set next_attempt_at = now() where kind like 'letter%'`);
		const sent = await db.rows<{
			kind: string;
			recipient: string;
			locale: string;
			content: { path: string; given_name: string };
		}>(
			`select kind, recipient, locale, content from public.claim_deliveries('tests', 10) where kind in ('letter_link', 'letter_to_other')`
		);
		expect(sent.length, id).toBeGreaterThan(0);
		const [first] = sent;
		if (!first) throw new Error('nothing was sent');
		return { ...first, token: first.content.path.replace('/letter/', '') };
	}
	const openings = (db: TestDatabase, id: string) =>
		db.count(
			`select from public.letter_openings opening join public.letter_links link on link.id = link_id where letter_id = $1`,
			[id]
		);
	const open = (db: TestDatabase, token: string, answer: string) =>
		db.as('anon', () =>
			db.value<Record<string, unknown>>('select public.open_letter($1, $2)', [token, answer])
		);

	test('to an employer: the message names nobody, the code opens it, and what somebody has is not in it', async ({
		db
	}) => {
		const { id, doctor, patient } = await signed(db);
		const { code } = await call<{ code: string }>(
			db,
			doctor,
			`send_letter($1, 'other', 'employer', 'Personnel office', 'Work@tests.example')`,
			id
		);
		const { token, kind, recipient, content } = await message(db, id);
		expect([kind, recipient, content.given_name]).toEqual([
			'letter_to_other',
			'work@tests.example',
			''
		]);
		const name = await db.value<string>('select full_name from public.patients where id = $1', [
			patient.patientId
		]);
		expect(JSON.stringify(content)).not.toContain(name);
		expect(await open(db, token, 'WRONG')).toEqual({ state: 'wrong' });
		expect(await openings(db, id)).toBe(0);
		const letter = await open(db, token, code.toLowerCase().replace('-', ' '));
		expect(letter).toMatchObject({ state: 'open', copy: 'employer', kind: 'sick_note' });
		expect(JSON.stringify(letter)).not.toContain('Influenza');
		expect(JSON.stringify(letter)).toContain('2026-12-07');
		expect(letter.facts).not.toHaveProperty('doctor.specialty');
		expect(
			await db.rows('select version, what from public.letter_openings where patient_id = $1', [
				patient.patientId
			])
		).toEqual([{ version: 1, what: 'page' }]);
	});

	test('to the patient: as they are reached, and their birth date opens it, whole', async ({
		db
	}) => {
		const { id, doctor, patient } = await signed(db);
		await call(db, doctor, `send_letter($1, 'patient')`, id);
		const { token, recipient } = await message(db, id);
		expect(recipient).toBe(patient.email);
		expect(await open(db, token, '1901-01-01')).toEqual({ state: 'wrong' });
		const born = await db.value<string>(
			'select birth_date::text from public.patients where id = $1',
			[patient.patientId]
		);
		const letter = await open(db, token, born);
		expect(letter).toMatchObject({ state: 'open', copy: 'full' });
		expect(JSON.stringify(letter)).toContain('Influenza');
	});

	test('who guesses waits, and a right answer in between does not open it', async ({ db }) => {
		const { id, doctor } = await signed(db);
		const { code } = await call<{ code: string }>(
			db,
			doctor,
			`send_letter($1, 'other', 'full', 'Dr. Elsewhere', 'else@tests.example')`,
			id
		);
		const { token } = await message(db, id);
		for (let tries = 0; tries < 5; tries++) await open(db, token, 'AAAA-AAAA');
		expect(await open(db, token, code)).toMatchObject({ state: 'wait' });
		expect(await openings(db, id)).toBe(0);
	});

	test('a link leads to what was signed last, until it is withdrawn or has run out', async ({
		db
	}) => {
		const { id, doctor } = await signed(db);
		const { code, id: linkId } = await call<{ code: string; id: string }>(
			db,
			doctor,
			`send_letter($1, 'other', 'full', 'Dr. Elsewhere', 'else@tests.example')`,
			id
		);
		const { token } = await message(db, id);
		await call(db, doctor, 'replace_letter($1)', id);
		await db.rows(`update public.letter_drafts set reason = 'Typing error' where letter_id = $1`, [
			id
		]);
		await call(db, doctor, 'sign_letter($1, 1)', id);
		expect(await open(db, token, code)).toMatchObject({ version: 2, reason: 'Typing error' });
		const over = async () => (await db.refusal('anon', () => open(db, token, code))).code;
		await db.undone(async () => {
			await db.rows(
				`update public.letter_links set sent_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1`,
				[linkId]
			);
			expect(await over()).toBe('LN014');
		});
		await call(db, doctor, 'withdraw_letter_link($1)', linkId);
		await call(db, doctor, 'withdraw_letter_link($1)', linkId);
		expect(await over()).toBe('LN014');
		expect(await openings(db, id)).toBe(1);
	});

	test('respects what the patient has consented to, and says when nobody can be reached', async ({
		db
	}) => {
		const { id, doctor, patient } = await signed(db);
		await db.undone(async () => {
			await consent(db, patient.patientId, 'data_sharing');
			await refused(
				db,
				doctor,
				id,
				'LN061 other',
				`send_letter($1, 'other', 'full', 'X', 'x@tests.example')`,
				id
			);
		});
		await db.undone(async () => {
			await consent(db, patient.patientId, 'messages');
			await refused(db, doctor, id, 'LN061 patient', `send_letter($1, 'patient')`, id);
		});
		await db.rows(
			`insert into public.notification_preferences (patient_id, email, sms) values ($1, false, false)`,
			[patient.patientId]
		);
		await refused(db, doctor, id, 'LN062 p_audience', `send_letter($1, 'patient')`, id);
		await refused(
			db,
			doctor,
			id,
			'22023 p_email',
			`send_letter($1, 'other', 'full', 'X', 'nowhere')`,
			id
		);
		await refused(db, doctor, id, '22023 p_days', `send_letter($1, 'patient', p_days => 99)`, id);
		// What switches off the patient's own messages says nothing of a colleague's.
		await call(db, doctor, `send_letter($1, 'other', 'full', 'X', 'x@tests.example')`, id);
		expect((await message(db, id)).recipient).toBe('x@tests.example');
	});

	test('a message that has not gone out yet does not, once the link is withdrawn or the letter revoked', async ({
		db
	}) => {
		const { id, doctor } = await signed(db);
		const send = () =>
			call<{ id: string }>(
				db,
				doctor,
				`send_letter($1, 'other', 'full', 'X', 'x@tests.example')`,
				id
			);
		const first = await send();
		await call(db, doctor, 'withdraw_letter_link($1)', first.id);
		await send();
		await call(db, doctor, `set_letter_aside($1, 'Another patient')`, id);
		await db.rows(`update public.deliveries set next_attempt_at = now()`);
		expect(
			await db.rows(
				`select kind from public.claim_deliveries('tests', 10) where kind = 'letter_to_other'`
			)
		).toEqual([]);
	});
});
