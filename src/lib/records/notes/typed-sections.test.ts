import { expect, test } from 'vitest';
import { keyOf, sectionsAsTyped, sectionsFrom } from './typed-sections';

const typed = `Symptoms
- NYHA class | choice | I, II
- Since | date

Examination
- Pulse | number | /min
- Remarks`;

test('sections are typed a line each, with their fields below, and shown the same way', () => {
	const sections = sectionsFrom(typed);
	expect(sections).toEqual([
		{
			key: 'symptoms',
			title: 'Symptoms',
			fields: [
				{ key: 'nyha_class', label: 'NYHA class', type: 'choice', options: ['I', 'II'] },
				{ key: 'since', label: 'Since', type: 'date' }
			]
		},
		{
			key: 'examination',
			title: 'Examination',
			fields: [
				{ key: 'pulse', label: 'Pulse', type: 'number', unit: '/min' },
				{ key: 'remarks', label: 'Remarks', type: 'text' }
			]
		}
	]);
	const again = sectionsAsTyped(sections ?? [], ({ title }) => title ?? '');
	expect(sectionsFrom(again)).toEqual(sections);
});

test('what cannot be meant is none', () => {
	for (const wrong of [
		'',
		'- Pulse',
		'Plan\nPlan',
		'Plan\n- Side | choice',
		'Plan\n- Side | colour'
	]) {
		expect(sectionsFrom(wrong), wrong).toBeNull();
	}
	expect([keyOf('Évolution & plan'), keyOf('2nd look')]).toEqual(['evolution_plan', 's_2nd_look']);
});
