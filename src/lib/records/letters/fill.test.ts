import { expect, test } from 'vitest';
import type { LetterContent } from './content';
import { fill, type Known } from './fill';

const known: Known = {
	patient: { name: 'Ada Lovelace', mrn: 'LN1', birth_date: '1940-12-10' },
	doctor: 'Dr. Person',
	from: '2026-11-30T09:00:00Z',
	until: null,
	stay: false,
	today: '2026-12-01T09:00:00Z',
	zone: 'Europe/Madrid',
	diagnoses: [],
	medicines: [],
	reconciled: null,
	allergies: [],
	deniedAt: null,
	measurements: []
};
const content: LetterContent = {
	title: 'Letter',
	sections: [
		{ key: 'opening', title: 'Opening', text: '{patient}, born {birth_date}, {visit}, {unknown}' },
		{ key: 'diagnoses', title: 'Diagnoses', source: 'diagnoses' },
		{ key: 'medicines', title: 'Medicines', source: 'medicines' },
		{ key: 'allergies', title: 'Allergies', source: 'allergies' },
		{ key: 'measurements', title: 'Measurements', source: 'measurements' }
	]
};
const said = (more: Partial<Known> = {}) =>
	Object.fromEntries(
		fill(content, { ...known, ...more }).sections.map(({ key, text }) => [key, text])
	);

test('what nobody has written down is not recorded, and never none', () => {
	expect(said()).toEqual({
		opening: 'Ada Lovelace, born 10 Dec 1940, 30 Nov 2026, {unknown}',
		diagnoses: 'Not recorded',
		medicines: 'Not recorded',
		allergies: 'Not recorded',
		measurements: 'Not recorded'
	});
});

test('that no allergy is known is said where somebody asked, with the day', () => {
	expect(said({ deniedAt: '2026-11-03T09:00:00Z' }).allergies).toBe(
		'No known allergies (asked on 3 Nov 2026)'
	);
});

test('what is recorded is said line by line, of measurements the last of each kind', () => {
	const value = (kind: string, of: number, second: number | null, measured_at: string) => ({
		kind,
		value: of,
		second_value: second,
		unit: kind === 'weight' ? 'kg' : 'mmHg',
		measured_at
	});
	const words = said({
		deniedAt: '2026-11-03T09:00:00Z',
		diagnoses: [
			{ text: 'Gout', text_es: 'Gota', code: 'M10.9', certainty: 'confirmed' },
			{ text: 'Migraine', text_es: 'Migraine', code: null, certainty: 'provisional' }
		],
		medicines: [
			{
				medicine: 'Allopurinol 100 mg tablets',
				medicine_es: 'Alopurinol 100 mg comprimidos',
				route: 'oral',
				steps: [{ dose: 1, unit: 'tablet', per_period: 1, period: 1, period_unit: 'd' }],
				as_needed: false,
				as_needed_for: null,
				max_per_day: null,
				timing: null
			}
		],
		allergies: [
			{ substance: 'Penicillin', reaction: 'Rash', severity: 'severe', certainty: 'confirmed' }
		],
		measurements: [
			value('weight', 61.5, null, '2026-11-30T09:00:00Z'),
			value('weight', 70, null, '2026-10-30T09:00:00Z'),
			value('blood_pressure', 124, 78, '2026-11-30T09:00:00Z')
		]
	});
	expect(words.diagnoses).toBe('• Gout (M10.9)\n• Migraine, suspected');
	expect(words.medicines).toMatch(/^• Allopurinol 100 mg tablets: 1 tablet once a day/);
	expect(words.allergies).toBe('• Penicillin, Rash, severe');
	expect(words.measurements).toBe(
		'• Weight: 61.5 kg (30 Nov 2026)\n• Blood pressure: 124/78 mmHg (30 Nov 2026)'
	);
});

test('a stay is told from when until when', () => {
	expect(said({ stay: true, until: '2026-12-01T09:00:00Z' }).opening).toContain(
		'30 Nov 2026 to 1 Dec 2026'
	);
});
