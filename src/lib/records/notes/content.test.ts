import { expect, test } from 'vitest';
import { carryForward, merge, sectionText, withPosted, type Content } from './content';

const soap = (...texts: string[]): Content => ({
	sections: ['subjective', 'plan'].map((key, at) => ({ key, text: texts[at] }))
});

test('two people’s sections are put together, and one both changed is named with mine kept', () => {
	const base = soap('Pain', 'Rest');
	expect(merge(base, soap('Pain since Monday', 'Rest'), soap('Pain', 'Walk'))).toEqual({
		content: soap('Pain since Monday', 'Walk'),
		conflicts: []
	});
	expect(merge(base, soap('Mine', 'Rest'), soap('Theirs', 'Walk'))).toEqual({
		content: soap('Mine', 'Walk'),
		conflicts: ['subjective']
	});
	expect(merge(base, soap('Same', 'Rest'), soap('Same', 'Rest')).conflicts).toEqual([]);
});

test('an earlier note is carried into what is empty, marked, and never over what is written', () => {
	const from = { at: '2026-11-01T09:00:00Z', name: 'Dr. Ada' };
	const content: Content = {
		sections: [
			{ key: 'subjective', text: 'New words' },
			{ key: 'plan', fields: [{ key: 'dose', label: 'Dose', type: 'number', unit: 'mg' }] },
			{ key: 'other' }
		]
	};
	const earlier: Content = {
		sections: [
			{ key: 'subjective', text: 'Old words' },
			{
				key: 'plan',
				text: 'Go on',
				fields: [{ key: 'dose', label: 'Dose', type: 'number', unit: 'mg', value: '5' }]
			}
		]
	};
	expect(carryForward(content, earlier, from).sections).toEqual([
		{ key: 'subjective', text: 'New words' },
		{
			key: 'plan',
			text: 'Go on',
			fields: [{ key: 'dose', label: 'Dose', type: 'number', unit: 'mg', value: '5' }],
			carried: from
		},
		{ key: 'other' }
	]);
});

test('a section reads as its values, with their units, and its text', () => {
	expect(
		sectionText({
			key: 'x',
			text: ' Well. ',
			fields: [
				{ key: 'p', label: 'Pulse', type: 'number', unit: '/min', value: '72' },
				{ key: 'n', label: 'None', type: 'text' }
			]
		})
	).toBe('Pulse: 72 /min\nWell.');
});

test('a posted form fills the fields it has, and leaves the others', () => {
	const form = new FormData();
	form.set('text.plan', 'Walk\r\ndaily');
	const filled = withPosted(soap('Pain', 'Rest'), form);
	expect(filled.sections.map(({ text }) => text)).toEqual(['Pain', 'Walk\ndaily']);
});
