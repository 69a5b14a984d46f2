import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

type Doctor = Person & { staffId: string };

const content = (text: string) => ({ sections: [{ key: 'plan', text }] });

const begin = (
	db: TestDatabase,
	who: Person,
	patientId: string,
	templateId: string | null = null
) =>
	db.as(who, () =>
		db.value<string>(`select public.begin_note($1, 'telephone', $2)`, [patientId, templateId])
	);
const save = (
	db: TestDatabase,
	who: Person,
	noteId: string,
	version: number,
	what: unknown,
	reason: string | null = null
) =>
	db.as(who, () =>
		db.value<number>('select public.save_note_draft($1, $2, $3, $4)', [
			noteId,
			version,
			JSON.stringify(what),
			reason
		])
	);
const sign = (
	db: TestDatabase,
	who: Person,
	noteId: string,
	version: number,
	with_: { cosigner?: string; withheld?: string } = {}
) =>
	db.as(who, () =>
		db.value<number>('select public.sign_note($1, $2, $3, $4)', [
			noteId,
			version,
			with_.cosigner ?? null,
			with_.withheld ?? null
		])
	);
const call = (db: TestDatabase, who: Person, sql: string, ...values: unknown[]) =>
	db.as(who, () => db.value<unknown>(`select public.${sql}`, values));

const noteOf = (db: TestDatabase, id: string) =>
	db.row<Record<string, unknown>>(
		`select note.*, encounter.status as encounter from public.notes note
		join public.encounters encounter on encounter.id = note.encounter_id where note.id = $1`,
		[id]
	);
/** All that is kept of a note. */
const kept = async (db: TestDatabase, id: string) => ({
	note: await noteOf(db, id),
	draft: await db.rows('select * from public.note_drafts where note_id = $1', [id]),
	versions: await db.rows('select * from public.note_versions where note_id = $1 order by number', [
		id
	]),
	addenda: await db.rows(
		'select * from public.note_addenda where note_id = $1 order by written_at, id',
		[id]
	)
});

/** Refused with that code (and hint), and nothing has changed. */
async function refused(
	db: TestDatabase,
	who: Person,
	noteId: string,
	run: () => Promise<unknown>,
	answer: string
) {
	const before = await kept(db, noteId);
	const { code, hint } = await db.refusal(who, run);
	expect([code, hint].filter(Boolean).join(' ')).toBe(answer);
	expect(await kept(db, noteId)).toEqual(before);
}

const inCare = (db: TestDatabase, patientId: string, doctor: Doctor) =>
	db.rows(
		`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
		[patientId, doctor.staffId]
	);

/** A patient with an account, and two doctors who look after them. */
async function clinic(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const doctor = await db.createDoctor();
	const colleague = await db.createDoctor();
	for (const one of [doctor, colleague]) await inCare(db, patient.patientId, one);
	return { patient, doctor, colleague };
}

/** A note that is signed. */
async function signed(db: TestDatabase, with_: Parameters<typeof sign>[4] = {}) {
	const people = await clinic(db);
	const id = await begin(db, people.doctor, people.patient.patientId);
	await save(db, people.doctor, id, 1, content('Rest.'));
	await sign(db, people.doctor, id, 2, with_);
	return { ...people, id };
}

describe('a draft', () => {
	test('is begun once, with the sections of its template, which may change afterwards', async ({
		db
	}) => {
		const { doctor, patient } = await clinic(db);
		const sections = [
			{
				key: 'heart',
				title: 'Heart',
				fields: [{ key: 'ef', label: 'Ejection fraction', type: 'number', unit: '%' }]
			}
		];
		const templateId = (await call(
			db,
			doctor,
			`save_note_template('Echo', 'telephone', $1)`,
			JSON.stringify(sections)
		)) as string;
		const id = await begin(db, doctor, patient.patientId, templateId);
		expect(await begin(db, doctor, patient.patientId, templateId)).toBe(id);
		expect(await begin(db, doctor, patient.patientId)).not.toBe(id);
		await call(
			db,
			doctor,
			`save_note_template('Echo', 'telephone', '[{"key": "other"}]', p_template_id => $1, p_version => 1)`,
			templateId
		);
		expect((await kept(db, id)).draft[0]?.content).toEqual({ sections });
		const stale = await db.refusal(doctor, () =>
			call(
				db,
				doctor,
				`save_note_template('Mine', 'telephone', '[{"key": "x"}]', p_template_id => $1, p_version => 1)`,
				templateId
			)
		);
		expect(stale.code).toBe('LN009');
	});

	test('takes what is written by whom has read the last of it, and refuses the rest whole', async ({
		db
	}) => {
		const { doctor, colleague, patient } = await clinic(db);
		const id = await begin(db, doctor, patient.patientId);
		expect(await save(db, doctor, id, 1, content('Rest'))).toBe(2);
		// An answer that was lost: the same again is the same.
		expect(await save(db, doctor, id, 1, content('Rest'))).toBe(2);
		expect(await save(db, colleague, id, 2, content('Rest, fluids'))).toBe(3);
		await refused(
			db,
			doctor,
			id,
			() => save(db, doctor, id, 2, content('Walk')),
			'LN009 p_version'
		);
		expect((await kept(db, id)).draft).toMatchObject([
			{ updated_name: colleague.name, version: 3 }
		]);
		const stranger = await db.createDoctor();
		await refused(
			db,
			stranger,
			id,
			() => save(db, stranger, id, 3, content('Hm')),
			'PT404 p_note_id'
		);
	});

	test.for([
		['no sections', { sections: [] }],
		['a key that is none', { sections: [{ key: 'A B' }] }],
		['a text that is none', { sections: [{ key: 'plan', text: 3 }] }],
		['a text too long', { sections: [{ key: 'plan', text: 'x'.repeat(20_001) }] }],
		[
			'a number in words',
			{
				sections: [
					{ key: 'x', fields: [{ key: 'bp', label: 'BP', type: 'number', value: 'high' }] }
				]
			}
		],
		[
			'a day that is none',
			{
				sections: [
					{ key: 'x', fields: [{ key: 'on', label: 'On', type: 'date', value: '2026-02-30' }] }
				]
			}
		],
		[
			'a choice that is not offered',
			{
				sections: [
					{
						key: 'x',
						fields: [{ key: 'side', label: 'Side', type: 'choice', options: ['left'], value: 'up' }]
					}
				]
			}
		]
	] as const)('does not take %s', async ([, what], { db }) => {
		const { doctor, patient } = await clinic(db);
		const id = await begin(db, doctor, patient.patientId);
		await refused(db, doctor, id, () => save(db, doctor, id, 1, what), '22023 p_content');
	});
});

describe('a signature', () => {
	test('is the author’s, of what they have read, and freezes the encounter with the last draft', async ({
		db
	}) => {
		const { doctor, colleague, patient } = await clinic(db);
		const id = await begin(db, doctor, patient.patientId);
		await refused(db, doctor, id, () => sign(db, doctor, id, 1), '22023 p_note_id');
		await save(db, doctor, id, 1, content('Rest'));
		await refused(db, doctor, id, () => sign(db, doctor, id, 1), 'LN009 p_version');
		await refused(db, colleague, id, () => sign(db, colleague, id, 2), '42501 author');

		const encounterId = (await noteOf(db, id)).encounter_id;
		const second = (await call(db, doctor, `begin_note($1, 'other')`, patient.patientId)) as string;
		expect((await noteOf(db, second)).encounter_id).toBe(encounterId);
		expect(await sign(db, doctor, id, 2)).toBe(1);
		expect(await noteOf(db, id)).toMatchObject({ status: 'signed', version: 1, encounter: 'open' });
		await refused(db, doctor, id, () => sign(db, doctor, id, 2), 'LN033 p_note_id');
		await refused(db, doctor, id, () => save(db, doctor, id, 2, content('No')), 'LN033 p_note_id');

		// The other was begun by mistake.
		const unsaid = () => call(db, doctor, 'set_note_aside($1)', second);
		await refused(db, doctor, second, unsaid, '22023 p_reason');
		await call(db, doctor, 'set_note_aside($1, $2)', second, 'Begun by mistake');
		expect(await noteOf(db, id)).toMatchObject({ encounter: 'signed' });
		await refused(
			db,
			doctor,
			second,
			() => save(db, doctor, second, 1, content('No')),
			'LN033 p_note_id'
		);
		const late = await db.refusal('owner', () =>
			db.rows(
				`insert into public.notes (encounter_id, patient_id, kind, author_name) values ($1, $2, 'other', 'X')`,
				[encounterId, patient.patientId]
			)
		);
		expect(late.code).toBe('LN032');
	});

	test('is asked for again by the hospital’s setting', async ({ db }) => {
		const { doctor, patient } = await clinic(db);
		const id = await begin(db, doctor, patient.patientId);
		await save(db, doctor, id, 1, content('Rest'));
		await db.rows('update public.hospital_settings set sign_step_up = true');
		const session = () =>
			db.rows(
				`select set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb
					|| jsonb_build_object('session_id', gen_random_uuid(), 'amr', '[]'::jsonb))::text, true)`
			);
		const answer = await db.refusal(doctor, async () => {
			await session();
			await db.rows('select public.sign_note($1, 2)', [id]);
		});
		expect(answer.code).toBe('LN029');
		expect(await noteOf(db, id)).toMatchObject({ status: 'draft' });
	});

	test('leaves nothing that could be changed, not by the owner of the database', async ({ db }) => {
		const { id, doctor, colleague } = await signed(db);
		await call(db, colleague, 'add_to_note($1, $2)', id, 'Called back.');
		for (const sql of [
			`update public.note_versions set content = '{}' where note_id = $1`,
			`update public.note_versions set signed_name = 'Other' where note_id = $1`,
			'delete from public.note_versions where note_id = $1',
			`update public.note_addenda set text = 'Other' where note_id = $1`,
			'delete from public.note_addenda where note_id = $1',
			`update public.notes set noted_at = now() - interval '1 day' where id = $1`,
			'delete from public.notes where id = $1'
		]) {
			await refused(
				db,
				doctor,
				id,
				() => db.as('owner', () => db.rows(sql, [id])),
				sql.includes('public.notes')
					? 'LN032 encounter_id'
					: sql.includes('versions')
						? 'LN032 note_versions'
						: 'LN032 note_addenda'
			);
		}
	});

	test('of a doctor in training needs another’s before the patient reads it', async ({ db }) => {
		const { doctor, colleague, patient } = await clinic(db);
		await db.rows('update public.doctors set in_training = true where id = $1', [doctor.staffId]);
		const id = await begin(db, doctor, patient.patientId);
		await save(db, doctor, id, 1, content('Rest'));
		for (const cosigner of [undefined, doctor.staffId]) {
			await refused(
				db,
				doctor,
				id,
				() => sign(db, doctor, id, 2, { cosigner }),
				'22023 p_cosigner_id'
			);
		}
		await sign(db, doctor, id, 2, { cosigner: colleague.staffId });
		const asked = await db.as(colleague, () =>
			db.rows<{ id: string; what: string }>('select id, what from public.unsigned_notes()')
		);
		expect(asked).toEqual([{ id, what: 'cosign' }]);
		const reads = () =>
			db.as(patient, () => db.count('select from public.note_versions where note_id = $1', [id]));
		expect(await reads()).toBe(0);
		await refused(
			db,
			doctor,
			id,
			() => call(db, doctor, 'cosign_note($1, 1)', id),
			'42501 cosigner'
		);
		await refused(
			db,
			doctor,
			id,
			() => call(db, doctor, 'release_note($1)', id),
			'LN033 p_note_id'
		);
		await refused(
			db,
			colleague,
			id,
			() => call(db, colleague, 'cosign_note($1, 2)', id),
			'LN009 p_number'
		);
		await call(db, colleague, 'cosign_note($1, 1)', id);
		expect(await reads()).toBe(1);
		expect((await kept(db, id)).versions).toMatchObject([{ cosigned_name: colleague.name }]);
		await refused(
			db,
			colleague,
			id,
			() => call(db, colleague, 'cosign_note($1, 1)', id),
			'LN033 p_note_id'
		);
	});

	test('of who was asked and has left is any other doctor’s', async ({ db }) => {
		const { id, colleague, doctor } = await signed(db);
		const gone = await db.createDoctor();
		await db.rows('update public.notes set cosigner_id = $2 where id = $1', [id, gone.staffId]);
		const cosign = () => call(db, colleague, 'cosign_note($1, 1)', id);
		await refused(db, colleague, id, cosign, '42501 cosigner');
		await db.rows('update public.staff set active = false where id = $1', [gone.staffId]);
		await refused(
			db,
			doctor,
			id,
			() => call(db, doctor, 'cosign_note($1, 1)', id),
			'42501 cosigner'
		);
		await cosign();
		expect(await noteOf(db, id)).toMatchObject({ cosigner_id: colleague.staffId });
	});
});

describe('what is signed', () => {
	test('is amended by its author, for a reason, beside what was', async ({ db }) => {
		const { id, doctor, colleague } = await signed(db);
		await refused(
			db,
			colleague,
			id,
			() => call(db, colleague, 'amend_note($1)', id),
			'42501 author'
		);
		expect(await call(db, doctor, 'amend_note($1)', id)).toBe(1);
		expect(await call(db, doctor, 'amend_note($1)', id)).toBe(1);
		await refused(
			db,
			colleague,
			id,
			() => save(db, colleague, id, 1, content('Mine')),
			'42501 author'
		);
		await save(db, doctor, id, 1, content('Rest for a week.'));
		await refused(db, doctor, id, () => sign(db, doctor, id, 2), '22023 p_reason');
		await save(db, doctor, id, 2, content('Rest for a week.'), 'The length was missing');
		expect(await sign(db, doctor, id, 3)).toBe(2);
		const { note, draft, versions } = await kept(db, id);
		expect(note).toMatchObject({ version: 2, amended: true });
		expect(draft).toEqual([]);
		expect(versions).toMatchObject([
			{ number: 1, content: content('Rest.'), reason: null },
			{ number: 2, content: content('Rest for a week.'), reason: 'The length was missing' }
		]);

		await call(db, doctor, 'amend_note($1)', id);
		await call(db, doctor, 'set_note_aside($1)', id);
		expect(await kept(db, id)).toMatchObject({ note: { version: 2, status: 'signed' }, draft: [] });
	});

	test('is added to by others, and struck through by its author alone', async ({ db }) => {
		const { id, doctor, colleague } = await signed(db);
		await call(db, colleague, 'add_to_note($1, $2)', id, 'Called back: better.');
		expect(await kept(db, id)).toMatchObject({
			note: { addenda: 1, version: 1 },
			addenda: [{ written_name: colleague.name }]
		});
		const aside = (who: Person) => call(db, who, `set_note_aside($1, 'Other patient')`, id);
		await refused(db, colleague, id, () => aside(colleague), '42501 author');
		await aside(doctor);
		const { note, versions } = await kept(db, id);
		expect(note).toMatchObject({ status: 'entered_in_error', error_name: doctor.name });
		expect(versions).toHaveLength(1);
		for (const sql of [
			'amend_note($1)',
			`add_to_note($1, 'More')`,
			`set_note_aside($1, 'Again')`
		]) {
			await refused(db, doctor, id, () => call(db, doctor, sql, id), 'LN033 p_note_id');
		}
	});

	test('is read by the patient unless it is kept back, and no draft ever', async ({ db }) => {
		const { id, doctor, colleague, patient } = await signed(db, {
			withheld: 'Told at the next visit'
		});
		const reads = () =>
			db.as(patient, async () => [
				await db.count('select from public.notes where id = $1', [id]),
				await db.count('select from public.note_versions where note_id = $1', [id]),
				await db.count('select from public.note_drafts where note_id = $1', [id])
			]);
		expect(await reads()).toEqual([0, 0, 0]);
		const others = () => call(db, colleague, 'release_note($1)', id);
		await refused(db, colleague, id, others, '42501 author');
		await call(db, doctor, 'release_note($1)', id);
		await call(db, doctor, 'amend_note($1)', id);
		expect(await reads()).toEqual([1, 1, 0]);
		await call(db, doctor, `release_note($1, 'Not yet')`, id);
		expect(await reads()).toEqual([0, 0, 0]);

		await db.rows('update public.hospital_settings set notes_released = false');
		const other = await signed(db);
		expect(await noteOf(db, other.id)).toMatchObject({ released_at: null, withheld_reason: null });
	});
});

test('a signed note goes into another record with its encounter, and all that hangs on it', async ({
	db
}) => {
	const { id, doctor, colleague } = await signed(db);
	await call(db, colleague, 'add_to_note($1, $2)', id, 'Called back.');
	await call(db, doctor, 'amend_note($1)', id);
	const to = await db.createPatient();
	await db.rows(
		`update public.encounters set patient_id = $2 where id = (select encounter_id from public.notes where id = $1)`,
		[id, to]
	);
	const { note, draft, versions, addenda } = await kept(db, id);
	expect([note, ...draft, ...versions, ...addenda].map(({ patient_id }) => patient_id)).toEqual(
		Array.from({ length: 4 }, () => to)
	);
});

describe('who has left', () => {
	test('leaves drafts that a colleague takes over and signs', async ({ db }) => {
		const { doctor, colleague, patient } = await clinic(db);
		const id = await begin(db, doctor, patient.patientId);
		await save(db, doctor, id, 1, content('Rest'));
		const open = () => db.value<string[]>('select private.notes_unsigned_by($1)', [doctor.staffId]);
		expect(await open()).toEqual([id]);
		await refused(
			db,
			colleague,
			id,
			() => call(db, colleague, 'take_over_note($1)', id),
			'42501 author'
		);
		await db.rows('update public.staff set active = false where id = $1', [doctor.staffId]);
		await call(db, colleague, 'take_over_note($1)', id);
		expect(await open()).toEqual([]);
		await sign(db, colleague, id, 2);
		expect(await noteOf(db, id)).toMatchObject({
			author_name: colleague.name,
			encounter: 'signed'
		});
	});
});

describe('a colleague who leaves', () => {
	test('hands drafts and co-signatures to a doctor, or leaves them; who is no doctor gets none', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await clinic(db);
		const admin = await db.createStaff('admin');
		const third = await db.createDoctor();
		await inCare(db, patient.patientId, third);
		const other = await db.createPortalPerson();
		for (const one of [doctor, colleague]) await inCare(db, other.patientId, one);

		const draft = await begin(db, doctor, patient.patientId);
		await save(db, doctor, draft, 1, content('Half of it.'));
		const second = await begin(db, doctor, other.patientId);
		await save(db, doctor, second, 1, content('The other half.'));
		// Who gets the drafts is writing about one of them already.
		const own = await begin(db, colleague, patient.patientId);
		const waiting = await begin(db, third, patient.patientId);
		await save(db, third, waiting, 1, content('To be signed by two.'));
		await sign(db, third, waiting, 2, { cosigner: doctor.staffId });
		// Whose own is not given to them to sign a second time.
		const theirs = await begin(db, colleague, other.patientId);
		await save(db, colleague, theirs, 1, content('To be signed by two as well.'));
		await sign(db, colleague, theirs, 2, { cosigner: doctor.staffId });
		const cosigners = async (noteId: string) =>
			(await kept(db, noteId)).versions.map(({ cosigner_id }) => cosigner_id);

		const leave = (moves: object) => () =>
			db.value('select public.deactivate_staff($1, $2)', [
				doctor.staffId,
				JSON.stringify({ care_team: { staff_id: null }, ...moves })
			]);
		const open = await db.as(admin, () =>
			db.value<{ notes: number }>('select public.open_work_of($1)', [doctor.staffId])
		);
		expect(open.notes).toBe(4);
		await refused(db, admin, draft, leave({ notes: { staff_id: admin.staffId } }), '22023 notes');
		expect(
			await db.undone(async () => {
				const left = await db.as(admin, leave({}));
				return [left, (await noteOf(db, draft)).author_id];
			})
		).toEqual([expect.objectContaining({ notes: 0 }), doctor.staffId]);

		const done = await db.as(admin, leave({ notes: { staff_id: colleague.staffId } }));
		expect(done).toMatchObject({ notes: 3 });
		expect(await noteOf(db, draft)).toMatchObject({
			author_id: colleague.staffId,
			author_name: colleague.name,
			encounter_id: (await noteOf(db, own)).encounter_id
		});
		for (const [noteId, cosigner] of [
			[waiting, colleague.staffId],
			[theirs, doctor.staffId]
		] as const) {
			expect(await noteOf(db, noteId)).toMatchObject({ cosigner_id: cosigner });
			expect(await cosigners(noteId)).toEqual([cosigner]);
		}
		const listed = await db.as(colleague, () =>
			db.rows<{ id: string; what: string }>('select id, what from public.unsigned_notes()')
		);
		expect(listed.map(({ id, what }) => `${what} ${id}`).sort()).toEqual(
			[`cosign ${waiting}`, `sign ${draft}`, `sign ${own}`, `sign ${second}`].sort()
		);
		// Nothing typed is lost, and all of it can be signed.
		await call(db, colleague, 'cosign_note($1, 1)', waiting);
		expect(await sign(db, colleague, second, 2)).toBe(1);
		expect(
			await db.rows('select content from public.note_drafts where note_id = $1', [draft])
		).toEqual([{ content: content('Half of it.') }]);
	});
});

describe('a macro', () => {
	test('is its owner’s, and goes with an empty text', async ({ db }) => {
		const { doctor, colleague } = await clinic(db);
		const macros = (who: Person) =>
			db.as(who, () => db.rows('select shortcut, text from public.note_macros'));
		await call(db, doctor, `save_note_macro('.BP', 'Blood pressure:')`);
		await call(db, doctor, `save_note_macro('bp', 'Blood pressure: ')`);
		expect(await macros(doctor)).toEqual([{ shortcut: 'bp', text: 'Blood pressure: ' }]);
		expect(await macros(colleague)).toEqual([]);
		const { hint } = await db.refusal(doctor, () =>
			call(db, doctor, `save_note_macro('b p', 'x')`)
		);
		expect(hint).toBe('p_shortcut');
		await call(db, doctor, `save_note_macro('bp', ' ')`);
		expect(await macros(doctor)).toEqual([]);
	});
});
