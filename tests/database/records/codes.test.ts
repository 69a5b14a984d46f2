import type pg from 'pg';
import {
	connect,
	describe,
	expect,
	takeAway,
	test,
	type TestDatabase
} from '../../support/database.ts';

interface Found extends Record<string, unknown> {
	id: string;
	code: string;
	synonym: string | null;
	used: boolean;
}

const names: [code: string, display: string, more?: { es?: string; synonyms?: string[] }][] = [
	['E11', 'Type 2 diabetes mellitus', { es: 'Diabetes mellitus tipo 2' }],
	['E11.9', 'Type 2 diabetes mellitus without complications', { synonyms: ['NIDDM'] }],
	['E11.65', 'Type 2 diabetes mellitus with hyperglycaemia'],
	[
		'I21.9',
		'Acute myocardial infarction, unspecified',
		{ es: 'Infarto agudo de miocardio', synonyms: ['heart attack'] }
	],
	['I21.4', 'Non-ST elevation myocardial infarction'],
	['K50.9', 'Crohn’s disease, unspecified', { es: 'Enfermedad de Crohn' }],
	['G44.2', 'Tension-type headache', { es: 'Cefalea tensional' }]
];

async function list(db: TestDatabase, id = 'test-list') {
	await db.rows(
		`insert into public.code_systems (id, name, url) values ($1, 'Test', 'urn:test:' || $1)`,
		[id]
	);
	for (const [code, display, { es = null, synonyms = [] } = {}] of names) {
		await db.rows(
			'insert into public.codes (system_id, code, display, display_es, synonyms) values ($1, $2, $3, $4, $5)',
			[id, code, display, es, synonyms]
		);
	}
	return id;
}

const search = (db: TestDatabase, query: string, patientId: string | null = null) =>
	db.rows<Found>(`select * from public.search_codes($1, '{test-list}', $2)`, [query, patientId]);
const codesOf = async (db: TestDatabase, query: string) =>
	(await search(db, query)).map(({ code }) => code);

const take = (db: TestDatabase, id: string, rows: unknown[]) =>
	db.row('select * from public.import_codes($1, $2)', [id, JSON.stringify(rows)]);

describe('a search for codes', () => {
	test('has the code itself first, then what begins with it, whatever its point', async ({
		db
	}) => {
		await list(db);
		await db.as(await db.createDoctor(), async () => {
			expect(await codesOf(db, 'e11')).toEqual(['E11', 'E11.9', 'E11.65']);
			expect(await codesOf(db, 'E119')).toEqual(['E11.9']);
			expect(await codesOf(db, 'E11.6')).toEqual(['E11.65']);
		});
	});

	test('takes the words in any order, by their beginnings, without accents, in both languages', async ({
		db
	}) => {
		await list(db);
		await db.as(await db.createDoctor(), async () => {
			expect(await codesOf(db, 'mell type')).toEqual(['E11', 'E11.65', 'E11.9']);
			expect(await codesOf(db, 'INFARTO miocardio')).toEqual(['I21.9']);
			expect(await codesOf(db, 'crohns dis')).toEqual(['K50.9']);
			expect(await codesOf(db, 'type 2 infarction')).toEqual([]);
			expect(await codesOf(db, '  ')).toEqual([]);
		});
	});

	test('finds a synonym after the names, and says by which it was found', async ({ db }) => {
		await list(db);
		await db.as(await db.createDoctor(), async () => {
			expect(await search(db, 'heart att')).toEqual([
				expect.objectContaining({ code: 'I21.9', synonym: 'heart attack' })
			]);
			expect((await search(db, 'infarction')).map(({ synonym }) => synonym)).toEqual([null, null]);
		});
	});

	test('brings forward what the doctor has used, more than what the department has', async ({
		db
	}) => {
		await list(db);
		const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
		const departmentId = await db.createDepartment();
		await db.rows('update public.staff set department_id = $1 where id = any ($2)', [
			departmentId,
			[doctor.staffId, colleague.staffId]
		]);
		const used = (scope: string, code: string) =>
			db.rows(
				`insert into private.code_uses (scope_id, code_id, uses)
				 select $1, id, 5 from public.codes where system_id = 'test-list' and code = $2`,
				[scope, code]
			);
		const order = () => db.as(doctor, () => codesOf(db, 'diabetes'));
		expect(await order()).toEqual(['E11', 'E11.65', 'E11.9']);
		await used(departmentId, 'E11.9');
		expect(await order()).toEqual(['E11.9', 'E11', 'E11.65']);
		await used(doctor.staffId, 'E11.65');
		expect(await order()).toEqual(['E11.65', 'E11.9', 'E11']);
	});

	test('leaves out what is not valid today', async ({ db }) => {
		await list(db);
		await db.rows(
			`update public.codes set valid_until = private.hospital_day() - 1 where system_id = 'test-list' and code = 'E11.9'`
		);
		await db.rows(
			`update public.codes set valid_from = private.hospital_day() + 1 where system_id = 'test-list' and code = 'E11.65'`
		);
		await db.as(await db.createDoctor(), async () =>
			expect(await codesOf(db, 'e11')).toEqual(['E11'])
		);
	});

	test('is found by its new name, and no more by the old one, when it is renamed', async ({
		db
	}) => {
		await list(db);
		await db.rows(
			`update public.codes set display = 'Cephalalgia' where system_id = 'test-list' and code = 'G44.2'`
		);
		await db.as(await db.createDoctor(), async () => {
			expect(await codesOf(db, 'headache')).toEqual([]);
			expect(await codesOf(db, 'cephal')).toEqual(['G44.2']);
		});
		expect(
			await db.rows(`select finds from private.integrity_rules where name = 'code_words'`)
		).toHaveLength(1);
	});
});

describe('an import', () => {
	async function begun(db: TestDatabase) {
		const admin = await db.createStaff('admin');
		const id = await db.as(admin, () =>
			db.value<string>(
				`select public.begin_code_import('own-list', 'generic', 'codes.csv', '2026', 'Our list', 'urn:test:own-list')`
			)
		);
		return { admin, id };
	}

	test('counts what is new, changed, the same and refused, with the line and why', async ({
		db
	}) => {
		const { admin, id } = await begun(db);
		await db.as(admin, async () => {
			expect(
				await take(db, id, [
					{ line: 2, code: 'A1', display: 'One' },
					{ line: 3, code: 'A2', display: 'Two', synonyms: ['zwei'] },
					{ line: 4, code: '', display: 'None' },
					{ line: 5, code: 'A3', display: ' ' },
					{ line: 6, code: 'A1', display: 'One again' },
					{ line: 7, code: 'A4', display: 'Four', valid_from: '2026-02-30' },
					{ line: 8, code: 'A5', why: 'deprecated' }
				])
			).toMatchObject({ added: 2, changed: 0, unchanged: 0, refused: 5 });
			expect(
				await take(db, id, [
					{ line: 2, code: 'A1', display: 'One' },
					{ line: 3, code: 'A2', display: 'Two and more', synonyms: ['zwei'] }
				])
			).toMatchObject({ added: 0, changed: 1, unchanged: 1, refused: 0 });
			expect(
				await db.row(
					'select added, changed, unchanged, refused, refusals from public.code_imports where id = $1',
					[id]
				)
			).toEqual({
				added: 2,
				changed: 1,
				unchanged: 1,
				refused: 5,
				refusals: [
					{ line: 4, code: '', why: 'code' },
					{ line: 5, code: 'A3', why: 'display' },
					{ line: 6, code: 'A1', why: 'twice' },
					{ line: 7, code: 'A4', why: 'date' },
					{ line: 8, code: 'A5', why: 'deprecated' }
				]
			});
		});
	});

	test('of the whole list ends what the file no longer has, and no reader loses a code', async ({
		db
	}) => {
		const { admin, id } = await begun(db);
		await db.rows(
			`insert into public.codes (system_id, code, display) values ('own-list', 'OLD', 'Old'), ('own-list', 'A1', 'One')`
		);
		await db.as(admin, async () => {
			await take(db, id, [{ line: 2, code: 'A1', display: 'One' }]);
			expect(await db.value('select public.finish_code_import($1, true)', [id])).toBe(1);
			expect(
				await db.rows(
					`select code, valid_until is null as valid from public.codes where system_id = 'own-list' order by code`
				)
			).toEqual([
				{ code: 'A1', valid: true },
				{ code: 'OLD', valid: false }
			]);
		});
		expect(
			(await db.refusal(admin, () => take(db, id, [{ line: 2, code: 'A1', display: 'Changed' }])))
				.code
		).toBe('PT404');
		expect(
			await db.value(
				`select display from public.codes where code = 'A1' and system_id = 'own-list'`
			)
		).toBe('One');
	});

	test('of a list without Spanish or synonyms keeps those that are there', async ({ db }) => {
		const { admin, id } = await begun(db);
		await db.rows(
			`insert into public.codes (system_id, code, display, display_es, synonyms) values ('own-list', 'A1', 'One', 'Uno', '{first}')`
		);
		await db.as(admin, async () => {
			expect(await take(db, id, [{ line: 2, code: 'A1', display: 'One' }])).toMatchObject({
				unchanged: 1
			});
			expect(await take(db, id, [{ line: 2, code: 'A1', display: 'The one' }])).toMatchObject({
				changed: 1
			});
		});
		expect(
			await db.row(
				`select display, display_es, synonyms from public.codes where system_id = 'own-list'`
			)
		).toEqual({ display: 'The one', display_es: 'Uno', synonyms: ['first'] });
	});

	test('of which nothing could be read ends nothing', async ({ db }) => {
		const { admin, id } = await begun(db);
		await db.rows(
			`insert into public.codes (system_id, code, display) values ('own-list', 'OLD', 'Old')`
		);
		await db.as(admin, async () => {
			await take(db, id, [{ line: 1, why: 'columns' }]);
			expect(await db.value('select public.finish_code_import($1, true)', [id])).toBe(0);
		});
	});

	test('needs a name and an address for a list that is not there, and makes none without', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const refused = await db.refusal(admin, () =>
			db.value(`select public.begin_code_import('no-such', 'generic', 'codes.csv')`)
		);
		expect([refused.code, refused.hint]).toEqual(['22023', 'p_name']);
		expect(await db.count(`select from public.code_systems where id = 'no-such'`)).toBe(0);
	});

	test('by two at once leaves each code once, with what came last', async () => {
		const [one, two] = await Promise.all([connect(), connect()]);
		const begin = async (client: pg.Client) =>
			(
				await client.query<{ id: string }>(
					`select private.open_code_import('raced-list', 'generic', 'codes.csv', null, 'Raced', 'urn:test:raced') as id`
				)
			).rows[0]?.id;
		try {
			const ids = [await begin(one), await begin(two)];
			const rows = JSON.stringify(
				Array.from({ length: 300 }, (_, n) => ({ line: n, code: `R${n}`, display: `Raced ${n}` }))
			);
			const counts = await Promise.all(
				[one, two].map((client, at) =>
					client.query<{ added: number; unchanged: number }>(
						'select added, unchanged from private.take_code_lines($1, $2)',
						[ids[at], rows]
					)
				)
			);
			expect(counts.map(({ rows: [row] }) => row?.added).sort()).toEqual([0, 300]);
			expect(counts.map(({ rows: [row] }) => row?.unchanged).sort()).toEqual([0, 300]);
		} finally {
			await Promise.all([one.end(), two.end()]);
			await takeAway([
				[`delete from public.codes where system_id = 'raced-list'`],
				[`delete from public.code_imports where system_id = 'raced-list'`],
				[`delete from public.code_systems where id = 'raced-list'`]
			]);
		}
	});
});
