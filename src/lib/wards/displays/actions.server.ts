import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { pairDisplay, revokeDisplay } from './commands';
import { explainDisplays } from './errors';
import { pairedSchema, pairSchema, revokeSchema } from './schema';

export const displayActions = {
	/** Gives the ward to the screen that shows the code that was typed. */
	pair: (event: RequestEvent, wardId: string) =>
		perform(event, {
			schema: pairSchema,
			explain: explainDisplays,
			async run({ code, name }) {
				const { data, error } = await pairDisplay(event.locals.supabase, wardId, code, name);
				if (error) return { error };
				const paired = pairedSchema.parse(data);
				if (paired.paired) return { error: null };
				const hint = String(paired.seconds ?? 60);
				return { error: { code: paired.error, message: 'Not this code', hint } };
			}
		}),

	revoke: (event: RequestEvent) =>
		perform(event, {
			schema: revokeSchema,
			explain: explainDisplays,
			run: ({ display_id }) => revokeDisplay(event.locals.supabase, display_id)
		})
};
