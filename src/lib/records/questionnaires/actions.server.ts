import { error, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import { saveAnswers, saveSet, sendAnswers } from './commands';
import { explainAnswers } from './errors';
import { questionsOfVisit } from './queries';
import { answersFrom, problemsOf, type Answers, type Question } from './questions';
import { setFrom, setSchema } from './schema';

const wrongWords: Record<string, () => string> = {
	missing: m.questionnaires_error_label,
	options: m.questionnaires_error_options
};

/* Whether the caller may is for the database to say. */

export const keepSet = (event: RequestEvent) =>
	perform(event, {
		schema: setSchema,
		read: setFrom,
		words: (key) => wrongWords[key]?.() ?? key,
		explain: explainAnswers,
		run: (set) => saveSet(event.locals.supabase, set),
		next: () => resolve('/admin/questions')
	});

/**
 * What was typed is kept first, whatever is wrong with it, so that it is there when the form comes back; then what is wrong
 * is said at each field, or it is sent.
 */
export async function send(event: RequestEvent<{ id: string }>) {
	const client = event.locals.supabase;
	const visitId = event.params.id;
	const asked = await questionsOfVisit(client, visitId);
	let questions: Question[] = [];
	let answers: Answers = {};
	return perform(event, {
		schema: z.object({ set_id: z.uuid(), version: z.coerce.number().int() }),
		read(form) {
			const setId = form.get('set_id');
			questions = asked.find(({ set_id }) => set_id === setId)?.questions ?? [];
			answers = answersFrom(form, questions);
			return Object.fromEntries(form);
		},
		explain: explainAnswers,
		async run({ set_id, version }) {
			if (questions.length === 0) error(404, m.errors_not_found());
			// The form's key is the sending's.
			const { once } = event.locals;
			event.locals.once = null;
			const typed = { visitId, setId: set_id, answers };
			const kept = await saveAnswers(client, { ...typed, version });
			event.locals.once = once;
			if (kept.error) return kept;
			if (Object.keys(problemsOf(questions, answers)).length > 0)
				return { data: null, error: { code: '22023', hint: 'answers', message: 'not complete' } };
			return sendAnswers(client, { ...typed, version: kept.data });
		},
		amend(refused, { hint }) {
			const problems = problemsOf(questions, answers);
			const wrong = Object.keys(problems).length;
			if (wrong === 0 || !/^(answers|p_q_)/.test(hint ?? '')) return refused;
			return {
				...refused,
				message: m.questionnaires_error_open({ count: wrong }),
				fields: { ...refused.fields, ...problems }
			};
		}
	});
}
