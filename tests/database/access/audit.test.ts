import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

interface Event extends Record<string, unknown> {
	id: string;
	at: Date;
	action: string;
	table_name: string;
	actor_id: string | null;
	patient_id: string | null;
	sealed: boolean;
}

const read = (db: TestDatabase, who: Person, parameters: string, values: unknown[] = []) =>
	db.as(who, () => db.rows<Event>(`select * from public.audit_events(${parameters})`, values));

/** Some writes by two people to two records. */
async function written(db: TestDatabase) {
	const admin = await db.createStaff('admin');
	const [one, other] = [await db.createStaff('receptionist'), await db.createStaff('receptionist')];
	const [first, second] = [await db.createPatient(), await db.createPatient()];
	for (const [who, patientId, city] of [
		[one, first, 'Lugo'],
		[other, first, 'Vigo'],
		[one, second, 'Ourense'],
		[one, first, 'Pontevedra']
	] as const) {
		await db.as(who, () =>
			db.rows('update public.patients set city = $2 where id = $1', [patientId, city])
		);
	}
	return { admin, one, other, first, second };
}

const cities = (rows: Event[]) => rows.map(({ after }) => (after as { city?: string }).city);

describe('the log', () => {
	test('is narrowed to people, patients, tables, actions and times, each with the others', async ({
		db
	}) => {
		const { admin, one, other, first, second } = await written(db);
		const of = async (parameters: string, values: unknown[]) =>
			cities(await read(db, admin, parameters, values));
		expect(await of('p_actor_ids => array[$1::uuid]', [one.id])).toEqual([
			'Pontevedra',
			'Ourense',
			'Lugo'
		]);
		expect(await of('p_actor_ids => array[$1::uuid, $2::uuid]', [one.id, other.id])).toEqual([
			'Pontevedra',
			'Ourense',
			'Vigo',
			'Lugo'
		]);
		expect(
			await of(`p_patient_ids => array[$1::uuid, $2::uuid], p_action => 'update'`, [first, second])
		).toEqual(['Pontevedra', 'Ourense', 'Vigo', 'Lugo']);
		expect(
			await of('p_actor_ids => array[$1::uuid], p_patient_ids => array[$2::uuid]', [one.id, first])
		).toEqual(['Pontevedra', 'Lugo']);
		expect(await of(`p_actor_ids => array[$1::uuid], p_tables => '{allergies}'`, [one.id])).toEqual(
			[]
		);
		expect(await of(`p_actor_ids => array[$1::uuid], p_action => 'delete'`, [one.id])).toEqual([]);
		expect(
			await of(`p_actor_ids => array[$1::uuid], p_until => now() - interval '1 day'`, [one.id])
		).toEqual([]);
	});

	test('is leafed through without leaving a row out or showing one twice, either way', async ({
		db
	}) => {
		const { admin, one } = await written(db);
		const whose = 'p_actor_ids => array[$1::uuid]';
		const all = (await read(db, admin, whose, [one.id])).map(({ id }) => id);
		const seen: string[] = [];
		let place = '';
		for (;;) {
			const page = await read(db, admin, `${whose}, p_limit => 1${place}`, [one.id]);
			const [last] = page;
			if (!last) break;
			seen.push(last.id);
			// At microseconds: a Date has not so many.
			const at = await db.value<string>('select at::text from audit.events where id = $1', [
				last.id
			]);
			place = `, p_before => '${at}', p_before_id => ${last.id}`;
		}
		expect(seen).toEqual(all);
		const oldest = all.at(-1) ?? '';
		const at = await db.value<string>('select at::text from audit.events where id = $1', [oldest]);
		const newer = await read(
			db,
			admin,
			`${whose}, p_before => '${at}', p_before_id => ${oldest}, p_newer => true`,
			[one.id]
		);
		expect(newer.map(({ id }) => id)).toEqual([...all].reverse().slice(1));
	});

	test('finds people by a part of their name or their whole address, and names what ids stand for', async ({
		db
	}) => {
		const { admin, one, first } = await written(db);
		const people = (query: string) =>
			db.as(admin, () =>
				db.rows<{ user_id: string }>('select user_id from public.audit_people($1)', [query])
			);
		expect((await people(one.name)).map(({ user_id }) => user_id)).toContain(one.id);
		expect(await people(one.email)).toEqual([{ user_id: one.id }]);
		expect(await people('%')).toEqual([]);
		const names = await db.as(admin, () =>
			db.rows<{ id: string; name: string }>('select * from public.audit_names($1)', [
				[one.id, one.staffId, first, '00000000-0000-4000-8000-000000000000']
			])
		);
		expect(Object.fromEntries(names.map(({ id, name }) => [id, name]))).toEqual({
			[one.id]: one.name,
			[String(one.staffId)]: one.name,
			[first]: expect.stringMatching(/^Test Patient/) as string
		});
	});

	test('is told of within seconds to who has it before them, once however much was written', async ({
		db
	}) => {
		await written(db);
		const told = () =>
			db.rows(
				`select event, payload - 'id' - 'transaction' as payload from realtime.messages where topic = 'audit'`
			);
		const before = (await told()).length;
		await db.rows('select private.tell_of_audit()');
		expect((await told()).slice(before)).toEqual([{ event: 'audit_changed', payload: {} }]);
	});

	test('says of every table and column in it what people call it', async ({ db }) => {
		const columns = await db.rows<{ table_name: string; column_name: string }>(
			`select c.relname as table_name, a.attname as column_name
			 from private.audited_tables audited
			 join pg_class c on c.oid = audited.table_name::regclass
			 join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			 where audited.not_because is null`
		);
		expect(columns.length).toBeGreaterThan(300);
		// That each message is there, in both languages, the types and the words' own test say.
		const sources = import.meta.glob<string>('/src/lib/*/*/{audit,words}.server.ts', {
			query: '?raw',
			import: 'default',
			eager: true
		});
		const named = new Set(
			Object.values(sources).flatMap((source) =>
				[...source.matchAll(/(\w+): m\.\w+/g)].map(([, name]) => name)
			)
		);
		const missing = columns
			.flatMap(({ table_name, column_name }) => [table_name, column_name])
			.filter((name) => !named.has(name));
		expect([...new Set(missing)]).toEqual([]);
	});
});

describe('what is no write of a row', () => {
	test('is a screen that was refused, once a minute', async ({ db }) => {
		const nurse = await db.createStaff('nurse');
		const admin = await db.createStaff('admin');
		const note = (screen: string) =>
			db.as(nurse, () =>
				db.rows('select public.note_refused_screen($1, $2, $3)', [
					screen,
					`${screen}?tab=1`,
					'access.manage'
				])
			);
		await note('/admin/people');
		await note('/admin/people');
		await note('/admin/settings');
		const rows = await read(db, admin, `p_actor_ids => array[$1::uuid], p_action => 'refused'`, [
			nurse.id
		]);
		expect(rows.map(({ row_id, after }) => [row_id, after])).toEqual([
			['/admin/settings', { path: '/admin/settings?tab=1', needed: 'access.manage' }],
			['/admin/people', { path: '/admin/people?tab=1', needed: 'access.manage' }]
		]);
		expect((await db.refusal(nurse, () => note('x'.repeat(201)))).code).toBe('22023');
	});

	test('is an export, with how it was filtered', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const note = (format: string, filter: unknown = { person: 'Ada' }) =>
			db.as(admin, () =>
				db.rows('select public.note_audit_export($1, 12, $2)', [format, JSON.stringify(filter)])
			);
		await note('csv');
		expect((await db.refusal(admin, () => note('xlsx'))).hint).toBe('p_format');
		expect((await db.refusal(admin, () => note('pdf', { person: 'x'.repeat(5000) }))).hint).toBe(
			'p_filter'
		);
		const [row] = await read(db, admin, `p_actor_ids => array[$1::uuid], p_action => 'exported'`, [
			admin.id
		]);
		expect(row?.after).toEqual({ format: 'csv', rows: 12, person: 'Ada' });
	});
});
