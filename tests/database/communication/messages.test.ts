import {
	describe,
	expect,
	testApart as test,
	type Person,
	type PortalPerson,
	type TestDatabase
} from '../../support/database.ts';

type Doctor = Person & { staffId: string };

const start = (
	db: TestDatabase,
	who: Person,
	patientId: string,
	{ to = null as string | null, body = 'May I run again?', subject = 'Knee' } = {}
) =>
	db.as(who, () =>
		db.value<string>('select public.start_thread($1, $2, $3, $4)', [patientId, subject, body, to])
	);
const send = (
	db: TestDatabase,
	who: Person,
	threadId: string,
	body = 'Yes, slowly',
	seenAt: string | null = null
) =>
	db.as(who, () =>
		db.value<string>('select public.send_message($1, $2, null, $3)', [threadId, body, seenAt])
	);
const threadOf = async (db: TestDatabase, id: string) => {
	const row = await db.row<{
		status: string;
		staff_id: string | null;
		staff_name: string | null;
		version: number;
		waits: boolean;
		last_at: string;
	}>(
		`select status, staff_id, staff_name, version, waiting_since is not null as waits, last_at::text from public.message_threads where id = $1`,
		[id]
	);
	if (!row) throw new Error('there is no such thread');
	return row;
};
const linesOf = (db: TestDatabase, threadId: string) =>
	db.rows<{
		kind: string;
		side: string;
		body: string | null;
		crossed: boolean;
		for_name: string | null;
	}>(
		'select kind, side, body, crossed, for_name from public.message_lines where thread_id = $1 order by sent_at, id',
		[threadId]
	);
const newsOf = (db: TestDatabase, who: Person, kind: string) =>
	db.count('select from public.notifications where user_id = $1 and kind = $2', [who.id, kind]);
const waitingFor = async (db: TestDatabase, who: Person) => {
	const { items } = await db.as(who, () =>
		db.value<{
			items: { id: string; shared: boolean; for_name: string | null; urgent: boolean }[];
		}>(`select public.read_inbox('message')`)
	);
	return items.map(({ id, shared, for_name, urgent }) => ({ id, shared, for_name, urgent }));
};
async function care(db: TestDatabase, patient: PortalPerson, ...doctors: Doctor[]) {
	for (const doctor of doctors) {
		await db.rows(
			`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
			[patient.patientId, doctor.staffId]
		);
		await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	}
}
/** A patient with an account, and two doctors who care for them and have the chart open. */
async function scene(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
	await care(db, patient, doctor, colleague);
	return { patient, doctor, colleague };
}

describe('a thread', () => {
	test('waits in the inbox of whom it is with, until they answer; then the patient is told, without its words', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		expect(await threadOf(db, id)).toMatchObject({ waits: true, staff_name: doctor.name });
		expect(await waitingFor(db, doctor)).toMatchObject([{ id, shared: false, urgent: false }]);
		expect(await waitingFor(db, colleague)).toEqual([]);
		expect(await newsOf(db, doctor, 'message_received')).toBe(1);
		await send(db, doctor, id);
		expect(await threadOf(db, id)).toMatchObject({ waits: false, status: 'open' });
		expect(await waitingFor(db, doctor)).toEqual([]);
		expect(
			await db.row(
				`select params, link from public.notifications where user_id = $1 and kind = 'message_answered'`,
				[patient.id]
			)
		).toEqual({
			params: { patient_name: expect.any(String) as string },
			link: `/portal/messages/${id}`
		});
		const said = await db.rows<{ params: object }>(
			`select params from public.deliveries where patient_id = $1 and kind = 'message_waiting'`,
			[patient.patientId]
		);
		expect(said.length).toBeGreaterThan(0);
		expect(JSON.stringify(said)).not.toContain('slowly');
	});

	test('of the team is in the lists of all who care for the patient, and gone for all when one answers', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const stranger = await db.createDoctor();
		const id = await start(db, patient, patient.patientId);
		for (const who of [doctor, colleague]) {
			expect(await waitingFor(db, who)).toMatchObject([{ id, shared: true }]);
		}
		expect(await waitingFor(db, stranger)).toEqual([]);
		await send(db, colleague, id);
		for (const who of [doctor, colleague]) expect(await waitingFor(db, who)).toEqual([]);
	});

	test('waits from the first line that is unanswered, and is urgent when it waits too long', async ({
		db
	}) => {
		const { patient, doctor } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		await db.rows(
			`update public.message_threads set waiting_since = now() - interval '4 days' where id = $1`,
			[id]
		);
		await send(db, patient, id, 'Are you there?');
		expect(await waitingFor(db, doctor)).toMatchObject([{ id, urgent: true }]);
	});

	test('is answered with the chart open, by who cares for the patient; to others it is not there', async ({
		db
	}) => {
		const { patient, doctor } = await scene(db);
		const [stranger, shut, other] = [
			await db.createDoctor(),
			await db.createDoctor(),
			await db.createPortalPerson()
		];
		await care(db, patient, shut);
		await db.rows('update public.chart_openings set until = since where staff_id = $1', [
			shut.staffId
		]);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		for (const who of [stranger, shut, other]) {
			const refused = await db.refusal(who, () =>
				db.rows('select public.send_message($1, $2)', [id, 'Hello'])
			);
			expect(refused.code).toBe('PT404');
			expect(await db.as(who, () => db.count('select from public.message_lines'))).toBe(0);
		}
		expect(await linesOf(db, id)).toHaveLength(1);
	});

	test('is not with somebody who does not care for the patient', async ({ db }) => {
		const { patient, doctor } = await scene(db);
		const stranger = await db.createDoctor();
		const refused = await db.refusal(patient, () =>
			db.rows('select public.start_thread($1, $2, $3, $4)', [
				patient.patientId,
				'Knee',
				'Hello',
				stranger.staffId
			])
		);
		expect(refused.code).toBe('LN065');
		expect(
			await db.count('select from public.message_threads where patient_id = $1', [
				patient.patientId
			])
		).toBe(0);
		const names = await db.as(patient, () =>
			db.rows<{ id: string }>('select id from public.message_recipients($1)', [patient.patientId])
		);
		expect(names.map(({ id }) => id)).toContain(doctor.staffId);
		expect(names.map(({ id }) => id)).not.toContain(stranger.staffId);
	});

	test('takes so many messages of a patient in a day, and what colleagues write does not count', async ({
		db
	}) => {
		const { patient, doctor } = await scene(db);
		await db.rows('update public.hospital_settings set messages_per_day = 2');
		const id = await start(db, patient, patient.patientId);
		await send(db, patient, id, 'And swim?');
		for (let number = 0; number < 3; number++) await send(db, doctor, id);
		const refused = await db.refusal(patient, () =>
			db.rows('select public.send_message($1, $2)', [id, 'And dance?'])
		);
		expect([refused.code, refused.hint]).toEqual(['LN063', 'p_body']);
		expect(await linesOf(db, id)).toHaveLength(5);
	});

	test('is written to once, however often its form is sent', async ({ db }) => {
		const { patient, doctor } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const once = () =>
			db.as(patient, async () => {
				await db.rows(
					`select set_config('request.headers', '{"idempotency-key": "the-same-form"}', true)`
				);
				const line = await db.value('select public.send_message($1, $2)', [id, 'One more thing']);
				await db.rows(`select set_config('request.headers', '', true)`);
				return line;
			});
		expect(await once()).toBe(await once());
		expect(await linesOf(db, id)).toHaveLength(2);
	});

	test('closed opens again by what is written, and is not closed over what nobody has read', async ({
		db
	}) => {
		const { patient, doctor } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const { last_at } = await threadOf(db, id);
		await send(db, patient, id, 'It hurts more');
		const close = (seenAt: string) => db.rows('select public.close_thread($1, $2)', [id, seenAt]);
		const refused = await db.refusal(doctor, () => close(last_at));
		expect(refused.code).toBe('LN009');
		expect(await threadOf(db, id)).toMatchObject({ status: 'open', waits: true });
		const seen = (await threadOf(db, id)).last_at;
		await db.as(doctor, () => close(seen));
		expect(await threadOf(db, id)).toMatchObject({ status: 'closed', waits: false });
		await send(db, patient, id, 'Again');
		expect(await threadOf(db, id)).toMatchObject({ status: 'open', waits: true });
		expect((await linesOf(db, id)).map(({ kind }) => kind)).toEqual([
			'text',
			'text',
			'closed',
			'text'
		]);
	});

	test('is given to a colleague or the team, says so, and not by who read it before', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const give = (version: number, to: string | null) =>
			db.rows('select public.reassign_thread($1, $2, $3)', [id, version, to]);
		await db.as(doctor, () => give(1, colleague.staffId));
		expect(await threadOf(db, id)).toMatchObject({ staff_id: colleague.staffId, waits: true });
		expect(await newsOf(db, colleague, 'message_given')).toBe(1);
		expect(await waitingFor(db, doctor)).toEqual([]);
		const stale = await db.refusal(doctor, () => give(1, null));
		expect(stale.code).toBe('LN009');
		expect(await threadOf(db, id)).toMatchObject({ staff_id: colleague.staffId });
		await db.as(colleague, () => give(2, null));
		expect(await threadOf(db, id)).toMatchObject({ staff_id: null });
		expect(await waitingFor(db, doctor)).toMatchObject([{ id, shared: true }]);
		const patients = await db.refusal(patient, () => give(3, null));
		expect(patients.code).toBe('PT404');
	});

	test('of who is away goes to their stand-in, who answers in their place; without one to the team', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const delegate = await db.createDoctor();
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		await db.rows(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			 values ($1, 'leave', now() - interval '1 hour', now() + interval '2 days')`,
			[doctor.staffId]
		);
		expect(await waitingFor(db, colleague)).toMatchObject([{ id, shared: true, for_name: null }]);
		const cover = () => db.as(patient, () => db.row('select * from public.thread_cover($1)', [id]));
		expect(await cover()).toEqual({ away: true, cover_name: null });
		await db.as(doctor, () =>
			db.rows(`select public.name_stand_in($1, now(), now() + interval '2 days')`, [
				delegate.staffId
			])
		);
		expect(await cover()).toEqual({ away: true, cover_name: delegate.name });
		expect(await waitingFor(db, colleague)).toEqual([]);
		expect(await waitingFor(db, delegate)).toEqual([
			{ id, shared: false, for_name: doctor.name, urgent: false }
		]);
		await db.as(delegate, () => db.rows(`select public.take_up_item('message', $1)`, [id]));
		await db.as(delegate, () => db.rows('select public.open_chart($1)', [patient.patientId]));
		await send(db, delegate, id);
		expect((await linesOf(db, id)).at(-1)).toMatchObject({ side: 'staff', for_name: doctor.name });
		expect(await waitingFor(db, doctor)).toEqual([]);
	});

	test('of who leaves the hospital is handed over with the rest, open ones alone', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const admin = await db.createStaff('admin');
		await db.createStaff('admin');
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const closed = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const { last_at } = await threadOf(db, closed);
		await db.as(doctor, () => db.rows('select public.close_thread($1, $2)', [closed, last_at]));
		const work = await db.as(admin, () =>
			db.value<{ messages: number }>('select public.open_work_of($1)', [doctor.staffId])
		);
		expect(work.messages).toBe(1);
		const done = await db.as(admin, () =>
			db.value<{ messages: number }>(`select public.deactivate_staff($1, $2)`, [
				doctor.staffId,
				JSON.stringify({
					visits: 'reception',
					care_team: { staff_id: null },
					messages: { staff_id: colleague.staffId }
				})
			])
		);
		expect(done.messages).toBe(1);
		expect(await threadOf(db, id)).toMatchObject({ staff_id: colleague.staffId, waits: true });
		expect(await threadOf(db, closed)).toMatchObject({ staff_id: doctor.staffId });
	});

	test('ends with the patient’s death, and takes nothing after it', async ({ db }) => {
		const { patient, doctor } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		await db.rows(`select private.close_threads($1)`, [patient.patientId]);
		await db.rows('update public.patients set deceased_at = now() where id = $1', [
			patient.patientId
		]);
		expect(await threadOf(db, id)).toMatchObject({ status: 'closed', waits: false });
		const refused = await db.refusal(patient, () =>
			db.rows('select public.send_message($1, $2)', [id, 'Hello'])
		);
		expect(refused.code).toBe('LN026');
		expect(await linesOf(db, id)).toHaveLength(1);
	});
});

describe('a message', () => {
	test('stays as it was written: neither its words nor its sender change, nor is it deleted', async ({
		db
	}) => {
		const { patient } = await scene(db);
		const id = await start(db, patient, patient.patientId);
		for (const change of [
			`update public.message_lines set body = 'Other' where thread_id = $1`,
			`update public.message_lines set sender_name = 'Other' where thread_id = $1`,
			'delete from public.message_lines where thread_id = $1'
		]) {
			const refused = await db.refusal('owner', () => db.rows(change, [id]));
			expect(refused.code).toBe('LN064');
		}
		expect(await linesOf(db, id)).toMatchObject([{ body: 'May I run again?' }]);
	});

	test('sent in error is marked by who wrote it alone, stays, and waits for nobody any more', async ({
		db
	}) => {
		const { patient, doctor } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const line = await db.value('select id from public.message_lines where thread_id = $1', [id]);
		const mark = () => db.rows('select public.mark_message_error($1)', [line]);
		const refused = await db.refusal(doctor, mark);
		expect(refused.code).toBe('PT404');
		expect(await threadOf(db, id)).toMatchObject({ waits: true });
		await db.as(patient, mark);
		await db.as(patient, mark);
		expect(await threadOf(db, id)).toMatchObject({ waits: false });
		expect(await linesOf(db, id)).toMatchObject([{ body: 'May I run again?' }]);
		expect(
			await db.value('select error_at is not null from public.message_lines where id = $1', [line])
		).toBe(true);
	});

	test('says whether a colleague answered while it was written: both stay', async ({ db }) => {
		const { patient, doctor, colleague } = await scene(db);
		const id = await start(db, patient, patient.patientId);
		const { last_at } = await threadOf(db, id);
		await send(db, doctor, id, 'Yes', last_at);
		await send(db, colleague, id, 'Rather not', last_at);
		await send(db, colleague, id, 'As my colleague says', (await threadOf(db, id)).last_at);
		expect((await linesOf(db, id)).map(({ body, crossed }) => [body, crossed])).toEqual([
			['May I run again?', false],
			['Yes', false],
			['Rather not', true],
			['As my colleague says', false]
		]);
	});

	test('is read by who had it on their screen, each by name, and once is enough', async ({
		db
	}) => {
		const { patient, doctor, colleague } = await scene(db);
		const id = await start(db, patient, patient.patientId);
		const look = (who: Person) =>
			db.as(who, () => db.rows('select public.mark_thread_read($1)', [id]));
		await look(doctor);
		const first = await db.value('select read_at from public.message_reads where user_id = $1', [
			doctor.id
		]);
		await look(doctor);
		expect(
			await db.value('select read_at from public.message_reads where user_id = $1', [doctor.id])
		).toEqual(first);
		const reads = await db.as(patient, () =>
			db.rows('select side, name from public.message_reads where thread_id = $1', [id])
		);
		expect(reads).toEqual([{ side: 'staff', name: doctor.name }]);
		const stranger = await db.createDoctor();
		const refused = await db.refusal(stranger, () =>
			db.rows('select public.mark_thread_read($1)', [id])
		);
		expect(refused.code).toBe('PT404');
		void colleague;
	});

	test('that is read on the portal is not sent about, nor one that was sent in error', async ({
		db
	}) => {
		const { patient, doctor } = await scene(db);
		const id = await start(db, patient, patient.patientId, { to: doctor.staffId });
		const line = await send(db, doctor, id);
		const obstacle = () =>
			db.value(
				`select private.obstacle_to_message(delivery) from public.deliveries delivery where params ->> 'line_id' = $1 limit 1`,
				[line]
			);
		expect(await obstacle()).toBeNull();
		await db.as(patient, () => db.rows('select public.mark_thread_read($1)', [id]));
		expect(await obstacle()).toBe('overtaken');
	});

	test('brings documents both sides see along, and no others', async ({ db }) => {
		const { patient, doctor } = await scene(db);
		const other = await db.createPortalPerson();
		const document = (
			patientId: string,
			source: string,
			filedBy: string | null,
			released: boolean
		) =>
			db.value<string>(
				`insert into public.documents (patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, filed_name, filed_by, released_at)
				 values ($1::uuid, $1::uuid || '/' || gen_random_uuid(), 'other', 'Paper', current_date, $2, 'application/pdf', 10, 'clean', 'Me', $3, case when $4 then now() end)
				 returning id`,
				[patientId, source, filedBy, released]
			);
		const own = await document(patient.patientId, 'patient', patient.id, false);
		const id = await start(db, patient, patient.patientId);
		const along = (who: Person, documentId: string) => () =>
			db.rows('select public.send_message($1, $2, $3)', [id, 'See this', [documentId]]);
		await db.as(patient, along(patient, own));
		const hidden = await document(patient.patientId, 'staff', null, false);
		const others = await document(other.patientId, 'patient', other.id, false);
		const shown = await document(patient.patientId, 'staff', null, true);
		for (const [who, wrong] of [
			[patient, hidden],
			[patient, others],
			[doctor, hidden],
			[doctor, others]
		] as const) {
			const refused = await db.refusal(who, along(who, wrong));
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_document_ids']);
		}
		await db.as(doctor, along(doctor, shown));
		expect(
			await db.as(patient, () =>
				db.count('select from public.message_attachments where patient_id = $1', [
					patient.patientId
				])
			)
		).toBe(2);
	});
});
