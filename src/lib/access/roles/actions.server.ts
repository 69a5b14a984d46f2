import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { perform } from '$lib/app/forms/perform.server';
import type { Refused } from '$lib/app/forms/refused';
import { changeSchema, type Change, type Reviewed } from './change';
import { makeChange, previewChange, undoRoleChange } from './commands';
import { explainRole } from './errors';

/* Whether the caller may is for the database to say. */

/** Shows what a change would do; nothing is done. */
export const review = (
	event: RequestEvent,
	schema: z.ZodType<Change>,
	read?: (form: FormData) => unknown
) =>
	perform(event, {
		schema,
		read,
		explain: explainRole,
		run: (change) => previewChange(event.locals.supabase, change),
		next: ({ data }, change): { reviewed: Reviewed } => ({ reviewed: { change, effect: data } })
	});

const making = z.object({
	change: z
		.string()
		.max(20_000)
		.transform((text, context): unknown => {
			try {
				return JSON.parse(text);
			} catch {
				context.addIssue({ code: 'custom', message: 'no change' });
				return z.NEVER;
			}
		})
		.pipe(changeSchema),
	seen: z.string().max(100)
});

interface RefusedChange extends Refused {
	/** What it would do by now, if it can be done. */
	reviewed?: Reviewed;
}

/** Makes a change as it was looked at; what has become another is shown again instead. */
export const make = (event: RequestEvent, next: (change: Change) => string) =>
	perform(event, {
		schema: making,
		explain: explainRole,
		run: ({ change, seen }) => makeChange(event.locals.supabase, change, seen),
		next: (_, { change }) => next(change),
		amend: async (refused, _error, { change }): Promise<RefusedChange> => {
			const { data } = await previewChange(event.locals.supabase, change);
			return data ? { ...refused, stale: false, reviewed: { change, effect: data } } : refused;
		}
	});

const undoing = z.object({ change_id: z.uuid() });

export const undo = (event: RequestEvent) =>
	perform(event, {
		schema: undoing,
		explain: explainRole,
		run: ({ change_id }) => undoRoleChange(event.locals.supabase, change_id)
	});
