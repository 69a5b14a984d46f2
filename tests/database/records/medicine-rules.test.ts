import { describe, expect, testApart as test, type TestDatabase } from '../../support/database.ts';

/* Tables of interactions that are imported, what the hospital makes of them, and what is overridden. */

const source = 'Licensed table';
const line = (number: number, a: string, b: string, more: object = {}) => ({
	line: number,
	a,
	b,
	severity: 'major',
	text: 'Bleeding',
	...more
});
const both = line(2, 'Warfarin', 'Paracetamol');
const other = line(3, 'Paracetamol', 'Digoxin', { severity: 'moderate' });

/** Imports lines as a pharmacist, and gives what became of them. */
async function pharmacy(db: TestDatabase) {
	const pharmacist = await db.createStaff('pharmacist');
	const as = <Result>(run: () => Promise<Result>) => db.as(pharmacist, run);
	const read = (lines: object[], { whole = false, version = '1' } = {}) =>
		as(async () => {
			const id = await db.value<string>('select public.begin_rule_import($1, $2, $3)', [
				source,
				version,
				'table.csv'
			]);
			const counts = await db.row('select * from public.import_rules($1, $2)', [
				id,
				JSON.stringify(lines)
			]);
			const ended = await db.value<number>('select public.finish_rule_import($1, $2)', [id, whole]);
			return { ...counts, ended };
		});
	const preview = (lines: object[]) =>
		as(() =>
			db.rows<{ outcome: string; why: string | null; line: number; what: string }>(
				'select * from public.preview_rules($1, $2)',
				[source, JSON.stringify(lines)]
			)
		);
	const rules = () =>
		db.rows<{ id: string; rule_id: string; version: number; severity: string; holds: boolean }>(
			`select id, rule_id, version, severity, valid_until is null as holds from public.medicine_rules
			 where source = $1 order by pair, version`,
			[source]
		);
	return { pharmacist, as, read, preview, rules };
}
const none = { added: 0, changed: 0, unchanged: 0, refused: 0, kept: 0, ended: 0 };

describe('a table of interactions', () => {
	test('is previewed, and then read as it was previewed; the same again changes nothing', async ({
		db
	}) => {
		const { read, preview, rules } = await pharmacy(db);
		const lines = [
			both,
			other,
			line(4, 'Warfarin', 'Unheard of'),
			line(5, 'Warfarin', 'Warfarin'),
			line(6, 'Warfarin', 'Digoxin', { severity: 'critical' }),
			line(7, 'Warfarin', 'Digoxin', { text: ' ' }),
			{ line: 8, why: 'line' }
		];
		const expected = [
			['added', null],
			['added', null],
			['refused', 'substance'],
			['refused', 'same'],
			['refused', 'severity'],
			['refused', 'text'],
			['refused', 'line']
		];
		expect((await preview(lines)).map(({ outcome, why }) => [outcome, why])).toEqual(expected);
		expect(await rules()).toEqual([]);
		expect(await read(lines)).toEqual({ ...none, added: 2, refused: 5 });
		expect(
			(await preview([line(2, 'paracetamol', 'warfarina'), other])).map(({ outcome }) => outcome)
		).toEqual(['unchanged', 'unchanged']);
		expect(await read([both, other])).toEqual({ ...none, unchanged: 2 });
		expect(await read([{ ...both, text: 'More bleeding' }], { whole: true })).toEqual({
			...none,
			changed: 1,
			ended: 1
		});
	});

	test('undoes nothing the hospital has edited or ended, and says so beforehand', async ({
		db
	}) => {
		const { as, read, preview, rules } = await pharmacy(db);
		await read([both, other]);
		const [first, second] = await rules();
		const pair = await db.row<{ a: string; b: string }>(
			'select substance_a as a, substance_b as b from public.medicine_rules where id = $1',
			[first?.id]
		);
		await as(() =>
			db.rows(
				`select public.save_medicine_rule($1, 1, 'interaction', 'warn', 'With care', 'Con cuidado', 'House', '1', $2, null, $3, null, p_reason => 'Too loud')`,
				[first?.rule_id, pair.a, pair.b]
			)
		);
		await as(() =>
			db.rows(`select public.end_medicine_rule($1, 1, 'Never seen')`, [second?.rule_id])
		);
		const newer = [
			{ ...both, text: 'A newer text' },
			{ ...other, text: 'A newer text' }
		];
		expect((await preview(newer)).map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
		expect(await read(newer, { version: '2', whole: true })).toEqual({ ...none, kept: 2 });
		expect(
			await db.rows(
				`select severity, source from public.medicine_rules where valid_until is null and rule_id = any($1)`,
				[[first?.rule_id, second?.rule_id]]
			)
		).toEqual([{ severity: 'warn', source: 'House' }]);
		expect(
			await db.value('select kept from public.rule_imports where source = $1 and version = $2', [
				source,
				'2'
			])
		).toBe(2);
	});

	test('has each version read again, and an older or ended one restored as the next', async ({
		db
	}) => {
		const { as, read, rules } = await pharmacy(db);
		await read([both]);
		await read([{ ...both, severity: 'minor' }]);
		const [first, second] = await rules();
		const restore = (id: string | undefined, version: number, reason = 'It was right') =>
			db.value<string>('select public.restore_medicine_rule($1, $2, $3)', [id, version, reason]);
		const pharmacist = await db.createStaff('pharmacist');
		for (const [version, reason, code] of [
			[1, 'It was right', 'LN009'],
			[2, ' ', '22023']
		] as const) {
			const refused = await db.refusal(pharmacist, () => restore(first?.id, version, reason));
			expect(refused.code).toBe(code);
		}
		expect(await rules()).toHaveLength(2);
		await as(() => restore(second?.id, 2));
		expect(await rules()).toHaveLength(2);
		await as(() => restore(first?.id, 2));
		await as(() =>
			db.rows(`select public.end_medicine_rule($1, 3, 'Not needed')`, [first?.rule_id])
		);
		await as(() => restore(second?.id, 3));
		expect(
			(await rules()).map(({ version, severity, holds }) => [version, severity, holds])
		).toEqual([
			[1, 'block_until_reason', false],
			[2, 'warn', false],
			[3, 'block_until_reason', false],
			[4, 'warn', true]
		]);
	});
});

describe('what is overridden', () => {
	test('nine times of ten is proposed for a lesser severity, with the reasons given most', async ({
		db
	}) => {
		const { pharmacist } = await pharmacy(db);
		const patientId = await db.createPatient();
		const prescriptionId = await db.value<string>(
			`insert into public.prescriptions (patient_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, starts_on, staff_name)
			 select $1, id, name, name_es, unit, 'oral', '[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d"}]', private.hospital_day(), 'Dr. Person'
			 from public.medicines where name = 'Warfarin 5 mg tablets' returning id`,
			[patientId]
		);
		const spoken = (code: string, times: number, reason: string | null, result: string) =>
			db.rows(
				`insert into public.prescription_checks (prescription_id, patient_id, occasion, result, findings, inputs, override_reason, overridden_at)
				 select $1, $2, 'sign', $6, jsonb_build_array(jsonb_build_object('kind', 'dose', 'code', $3::text, 'result', $6::text)), '{}', $5,
				   case when $5::text is not null then now() end
				 from generate_series(1, $4)`,
				[prescriptionId, patientId, code, times, reason, result]
			);
		await spoken('loud', 8, 'Known to us', 'block_until_reason');
		await spoken('loud', 3, 'As before', 'block_until_reason');
		await spoken('loud', 1, null, 'block_until_reason');
		await spoken('rare', 9, 'Known to us', 'block_until_reason');
		await spoken('just', 9, 'Known to us', 'block_until_reason');
		await spoken('just', 1, null, 'block_until_reason');
		await spoken('soft', 20, 'Known to us', 'warn');
		expect(
			await db.as(pharmacist, () =>
				db.rows(
					`select code, fired::integer, overridden::integer, downgrade, reasons from public.override_figures()
					 where code in ('loud', 'rare', 'just', 'soft') order by code`
				)
			)
		).toEqual([
			{
				code: 'just',
				fired: 10,
				overridden: 9,
				downgrade: false,
				reasons: [{ reason: 'Known to us', count: 9 }]
			},
			{
				code: 'loud',
				fired: 12,
				overridden: 11,
				downgrade: true,
				reasons: [
					{ reason: 'Known to us', count: 8 },
					{ reason: 'As before', count: 3 }
				]
			},
			{
				code: 'rare',
				fired: 9,
				overridden: 9,
				downgrade: false,
				reasons: [{ reason: 'Known to us', count: 9 }]
			},
			{
				code: 'soft',
				fired: 20,
				overridden: 20,
				downgrade: false,
				reasons: [{ reason: 'Known to us', count: 20 }]
			}
		]);
	});
});

describe('the coverage', () => {
	test('counts what is mapped and has doses, and lists what is not', async ({ db }) => {
		const { as } = await pharmacy(db);
		const coverage = () =>
			as(() =>
				db.row<Record<string, number>>(
					'select medicines::integer, mapped::integer, with_doses::integer from public.medicine_coverage()'
				)
			);
		const before = await coverage();
		await as(() =>
			db.rows(
				`select public.save_medicine(null, null, 'Herbal tea bags', 'Infusión', 'sachet', 'sachet', '{oral}', '[]', true)`
			)
		);
		const after = await coverage();
		expect([after.medicines, after.mapped, after.with_doses]).toEqual([
			Number(before.medicines) + 1,
			before.mapped,
			before.with_doses
		]);
		const lacking = await as(() =>
			db.rows<{ name: string; why: string }>(
				'select name, why from public.uncovered_medicines(1000)'
			)
		);
		expect(lacking[0]).toEqual({ name: 'Herbal tea bags', why: 'not_mapped' });
		expect(lacking).toHaveLength(Number(after.medicines) - Number(after.with_doses));
	});
});
