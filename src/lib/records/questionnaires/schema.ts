import { z } from 'zod';
import { mostQuestions, questionTypes } from './choices';
import type { Question } from './questions';

const optional = z.uuid().or(z.literal(''));

/** Where what is wrong with a question is said: at its field, by its number. The messages are keys of `wrongWords`. */
const questionSchema = z
	.object({
		n: z.string(),
		key: z.string(),
		type: z.enum(questionTypes),
		label: z.string().max(300),
		label_es: z.string().max(300),
		required: z.boolean().optional(),
		unit: z.string().max(20).optional(),
		options: z
			.array(z.object({ key: z.string(), label: z.string(), label_es: z.string() }))
			.optional()
	})
	.transform(({ n, ...question }) => ({ n, question }));

export const setSchema = z
	.object({
		id: optional,
		version: z.coerce.number().int(),
		name: z.string().trim().min(1).max(120),
		name_es: z.string().trim().min(1).max(120),
		specialty_id: optional,
		visit_type_id: optional,
		active: z.boolean(),
		questions: z.array(questionSchema).min(1).max(mostQuestions)
	})
	.superRefine(({ questions }, context) => {
		const wrong = (field: string, message: string) =>
			context.addIssue({ code: 'custom', path: [field], message });
		for (const { n, question } of questions) {
			if (!question.label) wrong(`label_${n}`, 'missing');
			if (!question.label_es) wrong(`label_es_${n}`, 'missing');
			const { options } = question;
			if (
				options &&
				(options.length < 2 ||
					options.length > 30 ||
					options.some(
						({ label, label_es }) =>
							!label || !label_es || Math.max(label.length, label_es.length) > 120
					))
			)
				wrong(`more_${n}`, 'options');
		}
	})
	.transform(({ questions, ...set }) => ({
		...set,
		questions: questions.map(({ question }) => question)
	}));
export type SetForm = z.output<typeof setSchema>;

const text = (form: FormData, name: string) => {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
};

/** A key that what is asked is known by from now on: out of its words, and used by nothing before it. */
function newKey(words: string, used: ReadonlySet<string>): string {
	const plain = words
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^[^a-z]+|_+$/g, '')
		.slice(0, 34);
	const stem = plain || 'k';
	for (let number = 1; ; number++) {
		const key = number === 1 ? stem : `${stem}_${number}`;
		if (!used.has(key)) return key;
	}
}

/** Options as they are typed, a line each: `Cough = Tos`. Those that were there before keep their keys. */
function optionsFrom(typed: string, before: string): NonNullable<Question['options']> {
	const known = new Map(
		before
			.split('\n')
			.map((line) => line.split('\t'))
			.map(([key = '', label = '']) => [label, key])
	);
	const used = new Set<string>();
	return typed
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean)
		.map((line) => {
			const [label = '', label_es = label] = line.split('=').map((part) => part.trim());
			const was = known.get(label);
			const key = was && !used.has(was) ? was : newKey(label, used);
			used.add(key);
			return { key, label, label_es };
		});
}

/** The posted form as a set: questions in the order of their fields; those without any words are none. */
export function setFrom(form: FormData): unknown {
	const numbers = [...form.keys()].flatMap((name) => /^label_(\d{1,3})$/.exec(name)?.[1] ?? []);
	// What was asked before keeps its key, whatever is asked anew above it.
	const kept = new Set(numbers.map((n) => text(form, `key_${n}`)).filter(Boolean));
	const used = new Set<string>();
	const questions = numbers.flatMap((n) => {
		const of = (name: string) => text(form, `${name}_${n}`);
		if (!of('label') && !of('label_es')) return [];
		const type = of('type');
		const was = of('key');
		const key = was && !used.has(was) ? was : newKey(of('label'), new Set([...kept, ...used]));
		used.add(key);
		return {
			n,
			key,
			type,
			label: of('label'),
			label_es: of('label_es'),
			...(of('required') && { required: true }),
			...(type === 'number' && of('more') && { unit: of('more') }),
			...((type === 'one' || type === 'many') && { options: optionsFrom(of('more'), of('keys')) })
		};
	});
	return {
		id: text(form, 'id'),
		version: text(form, 'version') || '0',
		name: text(form, 'name'),
		name_es: text(form, 'name_es'),
		specialty_id: text(form, 'specialty_id'),
		visit_type_id: text(form, 'visit_type_id'),
		active: text(form, 'active') === 'yes',
		questions
	};
}
