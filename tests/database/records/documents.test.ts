import { FunctionsHttpError } from '@supabase/supabase-js';
import { randomUUID } from 'node:crypto';
import { anonymousClient, demoPeople, signedInClient, type Client } from '../../support/people.ts';
import {
	connect,
	describe,
	expect,
	test,
	type Person,
	type TestDatabase
} from '../../support/database.ts';
import { testStack } from '../../support/stack.ts';

const pdf = () => new Blob(['%PDF-1.4 a report'], { type: 'application/pdf' });

interface Filed {
	kind?: string;
	title?: string;
	dated?: string;
	restricted?: boolean;
	release?: boolean;
	replaces?: string;
}

/** A file as storage has it once it was sent, and the edge function has looked into it. */
async function sent(db: TestDatabase, person: Person, patientId: string, ago = '0 hours') {
	const name = `${patientId}/${randomUUID()}`;
	await db.rows(
		`with sent as (
			insert into storage.objects (bucket_id, name, owner_id, metadata, created_at)
			values ('documents', $1, $2, '{"mimetype": "application/pdf", "size": 900}', now() - $3::interval) returning id
		)
		insert into private.upload_checks (file_id, media_type, scan) select id, 'application/pdf', 'clean' from sent`,
		[name, person.id, ago]
	);
	return name;
}

const file = (db: TestDatabase, name: string, filed: Filed = {}) =>
	db.value<string>(
		`select public.file_document($1, $2, $3, $4, p_restricted => $5, p_release => $6, p_replaces_id => $7)`,
		[
			name,
			filed.kind ?? 'lab_report',
			filed.title ?? 'Blood count',
			filed.dated ?? '2026-10-01',
			filed.restricted ?? false,
			filed.release ?? false,
			filed.replaces ?? null
		]
	);

const titles = async (db: TestDatabase, patientId: string) =>
	(
		await db.rows<{ title: string }>(
			'select title from public.documents where patient_id = $1 order by title',
			[patientId]
		)
	).map(({ title }) => title);

/** A patient with an account, the doctor whose patient they are, and one who helps; both have the chart open. */
async function clinic(db: TestDatabase) {
	const patient = await db.createPortalPerson();
	const [doctor, colleague, stranger] = [
		await db.createDoctor(),
		await db.createDoctor(),
		await db.createDoctor()
	];
	for (const [person, role] of [
		[doctor, 'attending'],
		[colleague, 'consultant']
	] as const) {
		await db.rows(
			'insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, $3)',
			[patient.patientId, person.staffId, role]
		);
		await db.as(person, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	}
	return { patient, patientId: patient.patientId, doctor, colleague, stranger };
}

describe('a document', () => {
	test('is filed once, by who sent the file, and seen by who has the chart open', async ({
		db
	}) => {
		const { patient, patientId, doctor, colleague, stranger } = await clinic(db);
		const name = await sent(db, doctor, patientId);
		const id = await db.as(doctor, () => file(db, name));
		expect(await db.as(colleague, () => titles(db, patientId))).toEqual(['Blood count']);
		expect(await db.as(stranger, () => titles(db, patientId))).toEqual([]);
		// Not before it is released.
		expect(await db.as(patient, () => titles(db, patientId))).toEqual([]);
		expect((await db.refusal(doctor, () => file(db, name))).code).toBe('LN037');
		await db.as(colleague, () => db.rows('select public.release_document($1, null, true)', [id]));
		expect(await db.as(patient, () => titles(db, patientId))).toEqual(['Blood count']);
		await db.as(doctor, () => db.rows('select public.release_document($1, null, false)', [id]));
		expect(await db.as(patient, () => titles(db, patientId))).toEqual([]);
		// Closed, the chart shows nothing.
		await db.rows(
			'update public.chart_openings set until = clock_timestamp() where patient_id = $1',
			[patientId]
		);
		expect(await db.as(doctor, () => titles(db, patientId))).toEqual([]);
	});

	test('is not made of what was not sent, by others, too long ago, or is no file', async ({
		db
	}) => {
		const { patientId, doctor, colleague, stranger } = await clinic(db);
		const refused = async (person: Person, name: string, filed?: Filed) => {
			const { code, hint } = await db.refusal(person, () => file(db, name, filed));
			return [code, hint];
		};
		const others = await sent(db, colleague, patientId);
		const old = await sent(db, doctor, patientId, '13 hours');
		const own = await sent(db, doctor, patientId);
		expect(await refused(doctor, others)).toEqual(['LN037', 'p_name']);
		expect(await refused(doctor, old)).toEqual(['LN037', 'p_name']);
		expect(await refused(doctor, `${patientId}/${randomUUID()}`)).toEqual(['LN037', 'p_name']);
		expect(await refused(doctor, 'anything')).toEqual(['PT404', 'p_name']);
		expect(await refused(stranger, own)).toEqual(['PT404', 'p_name']);
		expect(await refused(doctor, own, { kind: 'poem' })).toEqual(['22023', 'p_kind']);
		expect(await refused(doctor, own, { title: ' ' })).toEqual(['22023', 'p_title']);
		expect(await refused(doctor, own, { dated: '2200-01-01' })).toEqual(['22023', 'p_dated_on']);
		expect(await refused(doctor, own, { restricted: true, release: true })).toEqual([
			'LN038',
			'p_release'
		]);
		expect(await titles(db, patientId)).toEqual([]);
	});

	test('that is confidential is for its author, the responsible doctor and who may see such', async ({
		db
	}) => {
		const { patient, patientId, doctor, colleague } = await clinic(db);
		const name = await sent(db, colleague, patientId);
		const id = await db.as(colleague, () => file(db, name, { restricted: true }));
		const third = await db.createDoctor();
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'consultant')`,
			[patientId, third.staffId]
		);
		await db.as(third, () => db.rows('select public.open_chart($1)', [patientId]));
		const seen = async (person: Person) => {
			const read = await db.as(person, () => titles(db, patientId));
			const told = await db.as(person, () =>
				db.rows(`select from public.patient_timeline($1, '{document}')`, [patientId])
			);
			const had = await db.as(person, () =>
				db.rows(`select from storage.objects where bucket_id = 'documents' and name = $1`, [name])
			);
			return [read.length, told.length, had.length];
		};
		// On the list, in the history, and as a file alike.
		expect(await seen(colleague)).toEqual([1, 1, 1]);
		expect(await seen(doctor)).toEqual([1, 1, 1]);
		expect(await seen(third)).toEqual([0, 0, 0]);
		expect(await seen(patient)).toEqual([0, 0, 0]);
		const refused = await db.refusal(third, () =>
			db.rows(`select public.void_document($1, null, 'Not for me')`, [id])
		);
		expect(refused.code).toBe('PT404');
		const shown = await db.refusal(colleague, () =>
			db.rows('select public.release_document($1, null, true)', [id])
		);
		expect(shown.code).toBe('LN038');
		await db.rows(
			`insert into public.role_permissions (role_id, permission_id) values ('doctor', 'documents.restricted')`
		);
		expect(await seen(third)).toEqual([1, 1, 1]);
	});

	test('is replaced or marked as entered in error, and stays', async ({ db }) => {
		const { patient, patientId, doctor, colleague } = await clinic(db);
		const [first, second] = [await sent(db, doctor, patientId), await sent(db, doctor, patientId)];
		const old = await db.as(doctor, () => file(db, first, { title: 'Draft', release: true }));
		const id = await db.as(doctor, () =>
			file(db, second, { title: 'Final', release: true, replaces: old })
		);
		expect(await db.as(patient, () => titles(db, patientId))).toEqual(['Final']);
		expect(await db.as(colleague, () => titles(db, patientId))).toEqual(['Draft', 'Final']);
		// What is no longer in use is not changed any more, and a stale screen is told.
		const over = await db.refusal(colleague, () =>
			db.rows('select public.release_document($1, null, true)', [old])
		);
		expect(over.code).toBe('LN037');
		const stale = await db.refusal(colleague, () =>
			db.rows(`select public.void_document($1, now() - interval '1 day', 'Of somebody else')`, [id])
		);
		expect(stale.code).toBe('LN009');
		await db.as(colleague, () =>
			db.rows(`select public.void_document($1, null, 'Of somebody else')`, [id])
		);
		expect(await db.as(patient, () => titles(db, patientId))).toEqual([]);
		expect(await db.as(colleague, () => titles(db, patientId))).toEqual(['Draft', 'Final']);
	});

	test('a patient sends is marked as theirs, and never hidden from them', async ({ db }) => {
		const { patient, patientId, doctor } = await clinic(db);
		const name = await sent(db, patient, patientId);
		const id = await db.as(patient, () => file(db, name, { title: 'From my old clinic' }));
		const [row] = await db.as(doctor, () =>
			db.rows('select source, author_id, restricted from public.documents where id = $1', [id])
		);
		expect(row).toEqual({ source: 'patient', author_id: null, restricted: false });
		const hidden = await db.refusal(doctor, () =>
			db.rows(`select public.correct_document($1, null, 'letter', 'Letter', '2026-10-01', true)`, [
				id
			])
		);
		expect([hidden.code, hidden.hint]).toEqual(['22023', 'p_restricted']);
		const others = await db.createPortalPerson();
		const foreign = await db.refusal(others, () =>
			db.rows(`select public.void_document($1, null, 'Not mine')`, [id])
		);
		expect(foreign.code).toBe('PT404');
		await db.as(patient, () =>
			db.rows(`select public.void_document($1, null, 'Wrong file')`, [id])
		);
		expect(await db.as(patient, () => titles(db, patientId))).toEqual(['From my old clinic']);
	});
});

describe('a patient to whom a document is shown', () => {
	test('is told once that there is one, and not of what was taken back or shown long ago', async ({
		db
	}) => {
		const { patient, patientId, doctor } = await clinic(db);
		await db.rows(`update public.patients set email = $2 where id = $1`, [
			patientId,
			patient.email
		]);
		const told = () =>
			db.rows<{
				kind: string;
				params: unknown;
				status: string;
				content: unknown;
				obstacle: string;
			}>(
				`select kind, params, status, private.delivery_content(delivery) ->> 'path' as content, private.delivery_obstacle(delivery) as obstacle
				 from public.deliveries delivery where patient_id = $1 and kind = 'document_released'`,
				[patientId]
			);
		const release = (id: string, released: boolean) =>
			db.as(doctor, () => db.rows('select public.release_document($1, null, $2)', [id, released]));
		const name = await sent(db, doctor, patientId);
		const id = await db.as(doctor, () => file(db, name));
		expect(await told()).toEqual([]);
		await release(id, true);
		const message = {
			kind: 'document_released',
			params: { document_id: id },
			status: 'pending',
			content: `/portal/record/documents/${id}`,
			obstacle: null
		};
		expect(await told()).toEqual([message]);
		await release(id, false);
		expect(await told()).toEqual([{ ...message, obstacle: 'overtaken' }]);
		await release(id, true);
		expect(await told()).toEqual([message]);
		await db.rows(
			`insert into public.documents (patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, released_at, filed_name)
			 values ($1, $2, 'letter', 'Old', '2026-01-01', 'staff', 'application/pdf', 9, 'clean', now() - interval '1 day', '')`,
			[patientId, `${patientId}/${randomUUID()}`]
		);
		expect(await told()).toHaveLength(1);
	});
});

test('a file nobody filed is asked for after a day, and no other', async ({ db }) => {
	const { patientId, doctor } = await clinic(db);
	const orphan = await sent(db, doctor, patientId, '25 hours');
	await sent(db, doctor, patientId, '23 hours');
	const filed = await sent(db, doctor, patientId);
	await db.as(doctor, () => file(db, filed));
	await db.rows(
		`update storage.objects set created_at = now() - interval '3 days' where name = $1`,
		[filed]
	);
	const asked = await db.rows<{ name: string }>('select private.orphaned_files() as name');
	expect(asked.filter(({ name }) => name.startsWith(patientId))).toEqual([{ name: orphan }]);
});

const wanted = (name: string) => ({
	p_name: name,
	p_kind: 'letter',
	p_title: 'Storage itself',
	p_dated_on: '2026-10-01'
});

/** Files by the edge function; null, or why not. */
async function filedBy(client: Client, name: string): Promise<[string, string] | null> {
	const { error } = await client.functions.invoke('file-document', { body: wanted(name) });
	if (!(error instanceof FunctionsHttpError)) return error;
	const { code, hint } = (await error.context.json()) as { code: string; hint: string };
	return [code, hint];
}

describe('storage itself', () => {
	test('refuses wrong types, too much, tricks with paths, others’ folders; and gives no file to others', async () => {
		const stack = testStack();
		const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
		const [doctor, other, patient] = await Promise.all([
			signedInClient(stack, demoPeople.doctor),
			signedInClient(stack, demoPeople.receptionist),
			signedInClient(stack, demoPeople.patient)
		]);
		const owner = await connect();
		const put = async (client: Client, name: string, body: Blob = pdf()) =>
			(await client.storage.from('documents').upload(name, body, { contentType: body.type })).error
				?.message ?? null;
		const had = async (client: Client, name: string) =>
			(await client.storage.from('documents').download(name)).data?.size ?? null;
		const { rows } = await owner.query<{ mine: string; foreign: string }>(
			`select
				(select patient_id from public.portal_links link join public.profiles on profiles.id = link.user_id where email = $1 and relationship = 'self') as mine,
				(select id from public.patients order by id limit 1) as foreign`,
			[demoPeople.patient]
		);
		const { mine = '', foreign = '' } = rows[0] ?? {};
		const name = `${mine}/${randomUUID()}`;
		try {
			const refusal = 'new row violates row-level security policy';
			expect(await put(patient, `${foreign}/${randomUUID()}`)).toBe(refusal);
			expect(await put(patient, `${mine}/${randomUUID()}.pdf`)).toBe(refusal);
			expect(await put(patient, `${mine}/a/${randomUUID()}`)).toBe(refusal);
			expect(await put(patient, randomUUID())).toBe(refusal);
			expect(await put(patient, `${mine}/../${foreign}/${randomUUID()}`)).not.toBeNull();
			expect(await put(other, name)).toBe(refusal);
			expect(await put(anonymousClient(stack), name)).toBe(refusal);
			expect(await put(patient, name, new Blob(['<script>'], { type: 'text/html' }))).toBe(
				'mime type text/html is not supported'
			);
			const large = new Blob([new Uint8Array(26_214_401)], { type: 'application/pdf' });
			expect(await put(patient, name, large)).toMatch(/exceeded the maximum/);
			expect((await patient.storage.from('documents').list(mine)).data).toEqual([]);

			expect(await put(patient, name)).toBeNull();
			// Until it is filed it is its sender's alone, and it is never written over.
			expect([await had(patient, name), await had(doctor, name), await had(other, name)]).toEqual([
				17,
				null,
				null
			]);
			const over = await patient.storage.from('documents').upload(name, pdf(), { upsert: true });
			expect(over.error).not.toBeNull();
			// Sent again by the same form, its answer having been lost, it is the same document; by another it is refused.
			const headers = { 'idempotency-key': randomUUID() };
			const again = () =>
				patient.functions.invoke('file-document', { body: wanted(name), headers });
			const { data: first } = await again();
			expect(first).toEqual({ id: expect.any(String) });
			expect((await again()).data).toEqual(first);
			expect(await filedBy(patient, name)).toEqual(['LN037', expect.anything()]);
			// Filed it is not its sender's to take away.
			await patient.storage.from('documents').remove([name]);
			expect(await had(patient, name)).toBe(17);
			const link = await other.storage.from('documents').createSignedUrl(name, 60);
			expect(link.error).not.toBeNull();
		} finally {
			await owner.query(`delete from public.documents where name = $1`, [name]);
			await secret.storage.from('documents').remove([name]);
			await owner.end();
		}
	});

	test('files nothing on its sender’s word: what a file is, and whether it was scanned, is found by the hospital', async () => {
		const stack = testStack();
		const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
		const patient = await signedInClient(stack, demoPeople.patient);
		const owner = await connect();
		const { rows } = await owner.query<{ id: string }>(
			`select patient_id as id from public.portal_links join public.profiles on profiles.id = user_id
			 where email = $1 and relationship = 'self'`,
			[demoPeople.patient]
		);
		const name = `${rows[0]?.id}/${randomUUID()}`;
		const files = patient.storage.from('documents');
		const send = async (body: string) =>
			(await files.upload(name, new Blob([body], { type: 'application/pdf' }))).error;
		const directly = (more: object) =>
			patient.rpc('file_document', { ...wanted(name), ...more } as never);
		const state = async () =>
			(
				await owner.query<{ type: string; scan: string }>(
					'select media_type as type, scan from public.documents where name = $1',
					[name]
				)
			).rows;
		try {
			expect(await send('<script>alert(1)</script>')).toBeNull();
			expect((await directly({})).error?.code).toBe('LN045');
			expect((await directly({ p_scan: 'clean' })).error?.code).toBe('PGRST202');
			const { id } = (
				await owner.query<{ id: string }>('select id from storage.objects where name = $1', [name])
			).rows[0] ?? { id: '' };
			const said = { p_file_id: id, p_media_type: 'application/pdf', p_scan: 'clean' };
			expect((await patient.rpc('note_upload', said)).error?.code).toBe('42501');
			expect((await patient.rpc('upload_to_check', { p_name: name })).error?.code).toBe('42501');
			// What it is not is refused, and gone.
			expect(await filedBy(patient, name)).toEqual(['22023', 'file']);
			expect((await files.download(name)).data).toBeNull();

			// What was looked into and then exchanged is another file.
			expect(await send('%PDF-1.4 one')).toBeNull();
			const { data: key } = await secret.rpc('upload_to_check', { p_name: name });
			await secret.rpc('note_upload', { ...said, p_file_id: String(key) });
			await files.remove([name]);
			expect(await send('<script>alert(2)</script>')).toBeNull();
			expect((await directly({})).error?.code).toBe('LN045');
			expect(await state()).toEqual([]);
			await files.remove([name]);

			expect(await send('%PDF-1.4 two')).toBeNull();
			const nurse = await signedInClient(stack, demoPeople.nurse);
			expect(await filedBy(nurse, name)).toEqual(['LN037', 'p_name']);
			expect(await filedBy(patient, name)).toBeNull();
			expect(await state()).toEqual([{ type: 'application/pdf', scan: 'not_scanned' }]);
			expect(await filedBy(patient, name)).toEqual(['LN037', 'p_name']);
		} finally {
			await owner.query('delete from public.documents where name = $1', [name]);
			await secret.storage.from('documents').remove([name]);
			await owner.end();
		}
	});

	test('has what nobody filed removed by the job after a day, and nothing else', async () => {
		const stack = testStack();
		const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
		const owner = await connect();
		const { rows } = await owner.query<{ id: string }>('select id from public.patients limit 1');
		const [orphan, fresh, filed] = [0, 1, 2].map(() => `${rows[0]?.id}/${randomUUID()}`) as [
			string,
			string,
			string
		];
		const sweep = (key: string) =>
			fetch(`${stack.url}/functions/v1/document-sweep`, {
				method: 'POST',
				headers: { authorization: `Bearer ${key}` }
			});
		try {
			for (const name of [orphan, fresh, filed])
				expect((await secret.storage.from('documents').upload(name, pdf())).error).toBeNull();
			await owner.query(
				`update storage.objects set created_at = now() - interval '25 hours' where name = any ($1)`,
				[[orphan, filed]]
			);
			await owner.query(
				`insert into public.documents (patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, filed_name)
				 values ($1, $2, 'letter', 'Letter', '2026-10-01', 'staff', 'application/pdf', 17, 'clean', '')`,
				[rows[0]?.id, filed]
			);
			expect((await sweep(stack.publishableKey)).status).toBe(401);
			expect((await sweep(stack.secretKey)).status).toBe(200);
			const { rows: left } = await owner.query<{ name: string }>(
				'select name from storage.objects where name = any ($1) order by name',
				[[orphan, fresh, filed]]
			);
			expect(left.map(({ name }) => name)).toEqual([fresh, filed].sort());
		} finally {
			await owner.query('delete from public.documents where name = $1', [filed]);
			await secret.storage.from('documents').remove([orphan, fresh, filed]);
			await owner.end();
		}
	});
});
