import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import { answerQuestion, breakGlass, closeChart, explainOpening, reviewOpening } from './commands';
import { explainOpening as explained } from './errors';
import { answerSchema, breakGlassSchema, closeSchema, explainSchema, reviewSchema } from './schema';
import { wrongWords as words } from './words';

/* Whether the caller may is for the database to say. */

/** On a screen about one patient: its chart is opened for a reason, and closed. */
export const chartActions = {
	breakGlass: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: breakGlassSchema,
			words,
			explain: explained,
			run: (input) => breakGlass(event.locals.supabase, event.params.id, input),
			next: () => here(event, { why: null })
		}),
	closeChart: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: closeSchema,
			explain: explained,
			run: ({ opening_id }) => closeChart(event.locals.supabase, opening_id)
		})
};

export const explainAction = (event: RequestEvent) =>
	perform(event, {
		schema: explainSchema,
		words,
		explain: explained,
		run: (input) => explainOpening(event.locals.supabase, input),
		next: () => here(event, { done: 'explained' })
	});

export const reviewAction = (event: RequestEvent) =>
	perform(event, {
		schema: reviewSchema,
		words,
		explain: explained,
		run: (input) => reviewOpening(event.locals.supabase, input),
		next: () => here(event, { done: 'reviewed' })
	});

export const answerAction = (event: RequestEvent) =>
	perform(event, {
		schema: answerSchema,
		words,
		explain: explained,
		run: (input) => answerQuestion(event.locals.supabase, input),
		next: () => here(event, { done: 'answered' })
	});
