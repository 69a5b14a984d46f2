import { describe, expect, testApart as test, type TestDatabase } from '../../support/database.ts';
import { prescription } from '../../support/medicines.ts';
import { wardDoctor } from './ward-doctor.ts';

const warfarin = { medicine: 'Warfarin 5 mg tablets', days: null, supply_days: 30 };
const ibuprofen = { medicine: 'Ibuprofen 400 mg tablets', times: 3 };
const ginkgo = { medicine: 'Ginkgo', taking: 'One a day', source: 'relative' };

async function stay(db: TestDatabase) {
	const all = await wardDoctor(db);
	const { doctor, patient, stay } = all;
	const as = <Result>(run: () => Promise<Result>) => db.as(doctor, run);
	const prescribed = async (given: { medicine: string }) =>
		as(async () =>
			db.value<string>('select public.prescribe($1, $2)', [
				patient.patientId,
				JSON.stringify(await prescription(db, given))
			])
		);
	const reconcile = (occasion: string, lines: object[]) =>
		db.value<string>('select public.reconcile($1, $2, $3)', [
			stay.id,
			occasion,
			JSON.stringify(lines)
		]);
	const lines = (id: string) =>
		db.rows<{ decision: string; home_medicine_id: string | null; becomes_id: string | null }>(
			'select decision, home_medicine_id, becomes_id from public.reconciliation_lines where reconciliation_id = $1 order by place',
			[id]
		);
	const stateOf = (id: string) =>
		db.row('select status, end_reason from public.prescriptions where id = $1', [id]);
	const due = () =>
		as(() =>
			db.rows<{ due: string; attended: boolean }>(
				'select due, attended from public.unreconciled_stays() where admission_id = $1',
				[stay.id]
			)
		);
	const open = () => db.value<string[]>('select private.unreconciled_of_stay($1)', [stay.id]);
	return { ...all, as, prescribed, reconcile, lines, stateOf, due, open };
}

describe('a reconciliation', () => {
	test('continues, changes, stops and holds what is taken, in one go, and is no longer due', async ({
		db
	}) => {
		const { as, prescribed, reconcile, lines, stateOf, due, ward, doctor } = await stay(db);
		const kept = await prescribed({ medicine: 'Paracetamol 500 mg tablets' });
		const changed = await prescribed({ medicine: 'Enalapril 10 mg tablets' });
		const stopped = await prescribed({
			medicine: 'Omeprazole 20 mg capsules',
			...{ unit: 'capsule' }
		});
		const held = await prescribed(warfarin);
		expect(await due()).toEqual([{ due: 'admission', attended: true }]);
		const inbox = () =>
			db.rows('select facts from private.inbox_reconciliations($1)', [doctor.staffId]);
		expect(await inbox()).toEqual([{ facts: { due: 'admission' } }]);
		const half = {
			...(await prescription(db, { medicine: 'Enalapril 10 mg tablets', dose: 0.5 }))
		};
		const id = await as(() =>
			reconcile('admission', [
				{ prescription_id: kept, decision: 'continue' },
				{ prescription_id: changed, decision: 'change', reason: 'Low pressure', prescribe: half },
				{ prescription_id: stopped, decision: 'stop', reason: 'No indication' },
				{ prescription_id: held, decision: 'hold', reason: 'Operation on Friday' },
				{ home: ginkgo, decision: 'stop', reason: 'Bleeding' }
			])
		);
		const written = await lines(id);
		expect(written.map(({ decision }) => decision)).toEqual([
			'continue',
			'change',
			'stop',
			'hold',
			'stop'
		]);
		expect(await Promise.all([kept, changed, stopped, held].map(stateOf))).toEqual([
			{ status: 'active', end_reason: null },
			{ status: 'changed', end_reason: 'changed' },
			{ status: 'stopped', end_reason: 'other' },
			{ status: 'stopped', end_reason: 'held' }
		]);
		expect(
			await db.row('select status, replaces_id from public.prescriptions where id = $1', [
				written[1]?.becomes_id
			])
		).toEqual({ status: 'active', replaces_id: changed });
		expect(await due()).toEqual([]);
		expect(
			await as(() =>
				db.count('select from public.unreconciled_stays($1) where attended', [ward.id])
			)
		).toBe(0);
		expect(await inbox()).toEqual([]);
	});

	test('that leaves something out is refused, and nothing is written', async ({ db }) => {
		const { doctor, patient, as, prescribed, reconcile, stateOf } = await stay(db);
		const first = await prescribed(warfarin);
		const second = await prescribed({ medicine: 'Paracetamol 500 mg tablets' });
		const stop = { decision: 'stop', reason: 'Not needed' };
		const wrong: [object[], string, string | undefined][] = [
			[[{ prescription_id: first, ...stop }], 'LN054', second],
			[[{ prescription_id: first, decision: 'stop' }], '22023', '1 p_reason'],
			[[{ prescription_id: first, decision: 'change', reason: 'Less' }], '22023', '1 p_prescribe'],
			[[{ home: { ...ginkgo, source: 'rumour' }, ...stop }], '22023', '1 p_home'],
			[[{ ...stop }], '22023', '1 p_about'],
			[[1 as unknown as object], '22023', '1 p_about']
		];
		for (const [lines, code, detail] of wrong) {
			const refused = await db.refusal(doctor, () => reconcile('admission', lines));
			expect([refused.code, refused.detail]).toEqual([code, detail]);
		}
		const foreign = await db.refusal(doctor, () =>
			reconcile('admission', [
				{ prescription_id: first, ...stop },
				{ prescription_id: second, decision: 'continue' },
				{ home_medicine_id: '00000000-0000-4000-8000-000000000000', ...stop }
			])
		);
		expect(foreign.code).toBe('PT404');
		expect(await stateOf(first)).toEqual({ status: 'active', end_reason: null });
		expect(
			await db.count('select from public.reconciliations where patient_id = $1', [
				patient.patientId
			])
		).toBe(0);
		await as(() =>
			reconcile(
				'admission',
				[first, second].map((id) => ({ prescription_id: id, decision: 'continue' }))
			)
		);
	});

	test('has what it prescribes checked with what goes on, and is not done without a reason', async ({
		db
	}) => {
		const { doctor, as, prescribed, reconcile, lines } = await stay(db);
		const running = await prescribed(warfarin);
		const given = (override_reason?: string) => [
			{ prescription_id: running, decision: 'continue' },
			{
				home: { medicine: 'Ibuprofen', source: 'letter' },
				decision: 'continue',
				override_reason
			}
		];
		const wish = await prescription(db, ibuprofen);
		const withWish = (reason?: string) =>
			given(reason).map((line) => ('home' in line ? { ...line, prescribe: wish } : line));
		const refused = await db.refusal(doctor, () => reconcile('admission', withWish()));
		expect([refused.code, refused.detail]).toEqual(['LN051', '1']);
		expect(await db.count('select from public.home_medicines')).toBe(0);
		const id = await as(() => reconcile('admission', withWish('Three days, with a PPI')));
		expect(
			await db.row('select status, override_reason from public.prescriptions where id = $1', [
				(await lines(id))[1]?.becomes_id
			])
		).toEqual({ status: 'active', override_reason: 'Three days, with a PPI' });
	});

	test('is due again in another ward, and what was held is decided on leaving', async ({ db }) => {
		const { as, prescribed, reconcile, due, open, stay: admission } = await stay(db);
		const held = await prescribed(warfarin);
		expect(await open()).toEqual([held]);
		await as(() =>
			reconcile('admission', [{ prescription_id: held, decision: 'hold', reason: 'Operation' }])
		);
		expect(await open()).toEqual([held]);
		await db.rows(
			'update public.reconciliations set ward_id = (select id from public.wards where id <> ward_id limit 1) where admission_id = $1',
			[admission.id]
		);
		expect(await due()).toEqual([{ due: 'transfer', attended: true }]);
		const wish = await prescription(db, warfarin);
		await as(() =>
			reconcile('discharge', [{ prescription_id: held, decision: 'continue', prescribe: wish }])
		);
		expect(await open()).toEqual([]);
		const later = await prescribed({ medicine: 'Paracetamol 500 mg tablets' });
		expect(await open()).toEqual([later]);
	});

	test('on leaving is read by the patient; those of before are not', async ({ db }) => {
		const { as, patient, prescribed, reconcile } = await stay(db);
		const running = await prescribed(warfarin);
		await as(() => reconcile('admission', [{ prescription_id: running, decision: 'continue' }]));
		const last = await as(() =>
			reconcile('discharge', [
				{ prescription_id: running, decision: 'stop', reason: 'No longer needed' }
			])
		);
		expect(
			await db.as(patient, () =>
				db.rows('select reconciliation_id as id, reason from public.reconciliation_lines')
			)
		).toEqual([{ id: last, reason: 'No longer needed' }]);
		expect(await db.as(patient, () => db.rows('select id from public.reconciliations'))).toEqual([
			{ id: last }
		]);
	});
});
