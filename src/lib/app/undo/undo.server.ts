import type { RequestEvent } from '@sveltejs/kit';
import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { explain, type ErrorRoom, type Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import type { Database } from '$lib/app/supabase/database.types';
import { m } from '$lib/paraglide/messages.js';

const schema = z.object({ row_id: z.uuid() });

const why: Record<string, () => string> = {
	late: m.undo_error_late,
	other: m.undo_error_other,
	overtaken: m.undo_error_overtaken
};

/** The action that undoes a step of one's own; whether it can be is for the database to say. */
export const undoing =
	(
		run: (client: SupabaseClient<Database>, id: string) => PromiseLike<{ error: Refusal | null }>,
		...rooms: ErrorRoom[]
	) =>
	(event: RequestEvent) =>
		perform(event, {
			schema,
			explain: (error) => {
				const message = why[error.hint ?? ''];
				return explain(
					error,
					message ? { byCode: { LN021: { status: 409, message } } } : {},
					...rooms
				);
			},
			run: ({ row_id }) => run(event.locals.supabase, row_id)
		});
