import type { RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import { mergePatients, tellApart, undoMerge } from './commands';
import { explainMerge } from './errors';
import { apartSchema, mergeSchema, undoSchema } from './schema';

/* Whether the caller may is for the database to say. */

const back = (done: string) => `${resolve('/patients/duplicates')}?done=${done}`;

export const mergeAction = (event: RequestEvent) =>
	perform(event, {
		schema: mergeSchema,
		explain: explainMerge,
		run: ({ keep, drop, reason }) => mergePatients(event.locals.supabase, keep, drop, reason),
		next: () => back('merged')
	});

export const undoAction = (event: RequestEvent) =>
	perform(event, {
		schema: undoSchema,
		explain: explainMerge,
		run: ({ merge_id, reason }) => undoMerge(event.locals.supabase, merge_id, reason),
		next: () => back('undone')
	});

export const apartAction = (event: RequestEvent) =>
	perform(event, {
		schema: apartSchema,
		explain: explainMerge,
		run: ({ one, other }) => tellApart(event.locals.supabase, one, other),
		next: () => back('apart')
	});
