import { describe, expect, test } from 'vitest';
import type { LetterSection } from './content';
import { letterSectionsAsTyped, letterSectionsFrom } from './typed';

const sections: LetterSection[] = [
	{
		key: 'incapacity',
		title: 'Unfit for work',
		fields: [
			{ key: 'from', label: 'From', type: 'date', required: true },
			{ key: 'extent', label: 'Extent', type: 'choice', options: ['all work', 'light work'] },
			{ key: 'hours', label: 'Hours', type: 'number', unit: 'h' }
		],
		text: '{patient} is unfit for work.\n\n- this dash is part of the text'
	},
	{ key: 'diagnoses', title: 'Diagnosis', source: 'diagnoses', confidential: true }
];

describe('sections of a template', () => {
	test('are read as they are written', () => {
		expect(letterSectionsFrom(letterSectionsAsTyped(sections))).toEqual(sections);
	});

	test('get a key from their title where none is given', () => {
		expect(letterSectionsFrom('# Diagnóstico | diagnoses')).toEqual([
			{ key: 'diagnostico', title: 'Diagnóstico', source: 'diagnoses' }
		]);
	});

	test.each([
		['nothing', ''],
		['a text before the first section', 'Dear colleague'],
		['an unknown mark', '# Diagnosis | secret'],
		['an unknown type', '# Fitness\n- Result | colour'],
		['a choice without options', '# Fitness\n- Result | choice'],
		['one key twice', '# One [same]\n# Two [same]']
	])('are refused: %s', (_, text) => {
		expect(letterSectionsFrom(text)).toBeNull();
	});
});
