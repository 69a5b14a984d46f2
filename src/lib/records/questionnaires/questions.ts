import type { Json } from '$lib/app/supabase/database.types';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import type { QuestionType } from './choices';

interface Labelled {
	key: string;
	label: string;
	label_es: string;
}

/** A question of a set; `private.is_question` has the same form. */
export interface Question extends Labelled {
	type: QuestionType;
	required?: boolean;
	unit?: string;
	options?: Labelled[];
}

/** What is typed, by the question's key: a text, or the keys of what was chosen of several. */
export type Answer = string | string[];
export type Answers = Partial<Record<string, Answer>>;

/* What the database keeps has been checked there. */
export const questionsOf = (kept: Json): Question[] => kept as unknown as Question[];
export const answersOf = (kept: Json): Answers => kept as unknown as Answers;

/** In the reader's language. */
export const labelOf = ({ label, label_es }: { label: string; label_es: string }): string =>
	getLocale() === 'es' ? label_es : label;
export const setName = ({ name, name_es }: { name: string; name_es: string }): string =>
	getLocale() === 'es' ? name_es : name;

export const fieldOf = ({ key }: { key: string }): string => `q_${key}`;

const nothing = (answer: Answer | undefined): answer is undefined | '' | [] =>
	answer === undefined || answer.length === 0;

/** What was typed in the fields of a form; what is empty is left out, so that answers can be compared. */
export function answersFrom(form: FormData, questions: readonly Question[]): Answers {
	const answers: Answers = {};
	for (const question of questions) {
		const typed = form
			.getAll(fieldOf(question))
			.filter((value) => typeof value === 'string')
			.map((value) => value.replaceAll('\r\n', '\n').trim())
			.filter(Boolean);
		const answer = question.type === 'many' ? typed : typed[0];
		if (!nothing(answer)) answers[question.key] = answer;
	}
	return answers;
}

const isNumber = /^-?[0-9]{1,9}([.,][0-9]{1,4})?$/;
const isDay = (text: string) =>
	/^\d{4}-\d\d-\d\d$/.test(text) &&
	// Of a day no month has, engines make one of the next.
	!Number.isNaN(Date.parse(`${text}T00:00Z`)) &&
	new Date(`${text}T00:00Z`).toISOString().startsWith(text);

/** What is wrong with answers that are to be sent, by field. */
export function problemsOf(
	questions: readonly Question[],
	answers: Answers
): Record<string, string> {
	const problems: Record<string, string> = {};
	for (const question of questions) {
		const answer = answers[question.key];
		if (nothing(answer)) {
			if (question.required) problems[fieldOf(question)] = m.questionnaires_error_missing();
		} else if (typeof answer === 'string') {
			if (question.type === 'number' && !isNumber.test(answer))
				problems[fieldOf(question)] = m.questionnaires_error_number();
			if (question.type === 'date' && !isDay(answer))
				problems[fieldOf(question)] = m.questionnaires_error_date();
		}
	}
	return problems;
}

const yesNo: Record<string, () => string> = {
	yes: m.questionnaires_yes,
	no: m.questionnaires_no
};

/** An answer in words; null where there is none. */
export function answerText(question: Question, answer: Answer | undefined): string | null {
	if (nothing(answer)) return null;
	const chosen = (key: string) => {
		const option = question.options?.find((offered) => offered.key === key);
		return option ? labelOf(option) : key;
	};
	if (Array.isArray(answer)) return answer.map(chosen).join(', ');
	switch (question.type) {
		case 'yes_no':
			return yesNo[answer]?.() ?? answer;
		case 'one':
			return chosen(answer);
		case 'date':
			return isDay(answer) ? formatDate(answer) : answer;
		case 'number':
			return question.unit ? `${answer} ${question.unit}` : answer;
		default:
			return answer;
	}
}

const same = (one: Answer | undefined, other: Answer | undefined) =>
	JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * What was typed on two devices from the same answers: whichever alone changed an answer has it. Where both have, mine
 * stays, and theirs is given beside it.
 */
export function mergeAnswers(
	base: Answers,
	mine: Answers,
	theirs: Answers
): { answers: Answers; conflicts: Answers } {
	const answers: Answers = {};
	const conflicts: Answers = {};
	for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
		const changed = !same(mine[key], base[key]);
		const answer = changed ? mine[key] : theirs[key];
		if (!nothing(answer)) answers[key] = answer;
		if (changed && !same(theirs[key], base[key]) && !same(mine[key], theirs[key]))
			conflicts[key] = theirs[key] ?? '';
	}
	return { answers, conflicts };
}
