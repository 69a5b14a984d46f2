import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { perform } from '$lib/app/forms/posted.server';
import { pairDisplay, revokeDisplay } from './commands';
import { explainDisplays } from './errors';
import { pairedSchema, pairSchema, revokeSchema } from './schema';

/** Gives the ward to the screen that shows the code that was typed. */
export async function pair(event: RequestEvent, wardId: string) {
	let typed = { code: '', name: '' };
	const { data, refusal } = await perform(event, pairSchema, explainDisplays, async (input) => {
		typed = input;
		const answer = await pairDisplay(event.locals.supabase, wardId, input.code, input.name);
		if (answer.error) return { data: null, error: answer.error };
		const paired = pairedSchema.parse(answer.data);
		if (paired.paired || paired.error === 'LN014') return { data: paired, error: null };
		const hint = String(paired.seconds ?? 60);
		return { data: null, error: { code: paired.error, message: 'Too many wrong codes', hint } };
	});
	if (refusal) return refusal;
	if (data?.paired) redirect(303, event.url.pathname);
	return fail(409, {
		refused: {
			form: 'pair',
			message: null,
			fields: { code: m.displays_error_code() },
			values: typed
		}
	});
}

export async function revoke(event: RequestEvent) {
	const { refusal } = await perform(event, revokeSchema, explainDisplays, (input) =>
		revokeDisplay(event.locals.supabase, input.display_id)
	);
	if (refusal) return refusal;
	redirect(303, event.url.pathname);
}
