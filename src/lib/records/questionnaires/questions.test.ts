import { describe, expect, test } from 'vitest';
import { answersFrom, answerText, mergeAnswers, problemsOf, type Question } from './questions';
import { setFrom, setSchema } from './schema';

const label = (words: string) => ({ label: words, label_es: `${words} (es)` });
const questions: Question[] = [
	{ key: 'why', type: 'text', required: true, ...label('Why?') },
	{ key: 'weight', type: 'number', unit: 'kg', ...label('Weight') },
	{ key: 'since', type: 'date', ...label('Since?') },
	{
		key: 'had',
		type: 'many',
		...label('Had?'),
		options: [
			{ key: 'a', ...label('Asthma') },
			{ key: 'b', ...label('Gout') }
		]
	}
];

const formOf = (fields: [string, string][]) => {
	const form = new FormData();
	for (const [name, value] of fields) form.append(name, value);
	return form;
};

describe('answers', () => {
	test('are read from the fields of what was asked, and what is empty is none', () => {
		const form = formOf([
			['q_why', ' A cough\r\nat night '],
			['q_weight', ''],
			['q_had', 'a'],
			['q_had', 'b'],
			['q_other', 'x']
		]);
		expect(answersFrom(form, questions)).toEqual({ why: 'A cough\nat night', had: ['a', 'b'] });
	});

	test('are told apart by what is wrong with each', () => {
		expect(Object.keys(problemsOf(questions, {}))).toEqual(['q_why']);
		expect(
			Object.keys(problemsOf(questions, { why: 'x', weight: 'much', since: '2026-02-30' }))
		).toEqual(['q_weight', 'q_since']);
		expect(problemsOf(questions, { why: 'x', weight: '70,5', since: '2026-02-28' })).toEqual({});
	});

	test('are said in words, with unit and choices', () => {
		const said = (key: string, answer: string | string[]) =>
			answerText(questions.find((question) => question.key === key) as Question, answer);
		expect([said('weight', '70'), said('had', ['a', 'b']), said('why', '')]).toEqual([
			'70 kg',
			'Asthma, Gout',
			null
		]);
	});

	test('of two devices are put together; where both changed one, both are there', () => {
		const base = { why: 'Cough', had: ['a'] };
		expect(
			mergeAnswers(base, { why: 'Cough', had: ['b'], weight: '70' }, { why: 'Fever', had: ['a'] })
		).toEqual({ answers: { why: 'Fever', had: ['b'], weight: '70' }, conflicts: {} });
		expect(mergeAnswers(base, { why: 'Pain', had: ['a'] }, { why: 'Fever', had: ['a'] })).toEqual({
			answers: { why: 'Pain', had: ['a'] },
			conflicts: { why: 'Fever' }
		});
		// Emptied by one of them, it is empty.
		expect(mergeAnswers(base, base, { had: ['a'] })).toEqual({
			answers: { had: ['a'] },
			conflicts: {}
		});
	});
});

describe('a set', () => {
	const set = (fields: [string, string][]) =>
		setSchema.safeParse(
			setFrom(formOf([['name', 'Set'], ['name_es', 'Serie'], ['active', 'yes'], ...fields]))
		);
	const asked = (
		n: number,
		words: string,
		type: string,
		more = '',
		key = ''
	): [string, string][] => [
		[`label_${n}`, words],
		[`label_es_${n}`, words],
		[`type_${n}`, type],
		[`more_${n}`, more],
		[`key_${n}`, key]
	];

	test('has the questions in the order of their fields, each under a key of its own', () => {
		const { data } = set([
			...asked(2, 'Since when?', 'date'),
			...asked(0, '¿Desde?', 'number', 'kg', 'since_when'),
			...asked(1, '', 'text'),
			...asked(3, 'Had?', 'one', 'Cough = Tos\nCough\n\nFever = Fiebre')
		]);
		expect(data?.questions.map(({ key, type, unit }) => [key, type, unit])).toEqual([
			// Its own is that of a question which was there before.
			['since_when_2', 'date', undefined],
			['since_when', 'number', 'kg'],
			['had', 'one', undefined]
		]);
		expect(data?.questions[2]?.options).toEqual([
			{ key: 'cough', label: 'Cough', label_es: 'Tos' },
			{ key: 'cough_2', label: 'Cough', label_es: 'Cough' },
			{ key: 'fever', label: 'Fever', label_es: 'Fiebre' }
		]);
	});

	test('says at which question something is missing', () => {
		const { error } = set([
			...asked(0, 'Had?', 'many', 'Cough'),
			['label_1', 'Why?'],
			['type_1', 'text']
		]);
		expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
			['more_0', 'options'],
			['label_es_1', 'missing']
		]);
	});
});
