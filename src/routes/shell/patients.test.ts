import { expect, test } from 'vitest';
import { whoIsHereFirst } from './patients';

const someone = (id: string) => ({
	id,
	mrn: `LN-${id}`,
	given_name: 'Ana',
	family_name: 'Ruiz',
	birth_date: '1980-01-01',
	sex: 'female',
	phone: null,
	deceased_at: null
});

const lying = (patient_id: string) => ({
	patient_id,
	admission_id: 'a',
	admitted_at: '2026-11-28T10:00:00Z',
	ward_id: 'w',
	ward_name: 'North',
	bed_id: 'b',
	bed_label: 'N1'
});

test('who lies here comes first, then who has a visit today, then the best matches', () => {
	const found = ['1', '2', '3', '4'].map(someone);
	const shown = whoIsHereFirst(
		found,
		[lying('4')],
		[{ patient_id: '3', starts_at: '2026-11-29T09:00:00Z' }]
	);
	expect(shown.map(({ id }) => id)).toEqual(['4', '3', '1', '2']);
	expect(shown[0]?.place).toMatchObject({ bed_label: 'N1', ward_name: 'North' });
	expect(shown[1]?.visit_at).toBe('2026-11-29T09:00:00Z');
});

test('who is here is shown however many match better', () => {
	const found = Array.from({ length: 20 }, (_, at) => someone(String(at)));
	const shown = whoIsHereFirst(found, [lying('19')], []);
	expect(shown).toHaveLength(8);
	expect(shown[0]?.id).toBe('19');
});
