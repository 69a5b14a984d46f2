import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { reconcile } from './commands';
import { explainReconciliation } from './errors';
import { readReconciliation, reconcileSchema } from './schema';
import { wrongReconciliation } from './words';

/* Whether the caller may, and has the chart open, is for the database to say. */

export const reconciliationActions = {
	reconcile: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: reconcileSchema,
			read: readReconciliation,
			words: wrongReconciliation,
			explain: explainReconciliation,
			run: (input) => reconcile(event.locals.supabase, input)
		})
};
