import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { markError, send } from '$lib/communication/messages/actions.server';
import { messagesKey } from '$lib/communication/messages/live';
import { terms, threadOf } from '$lib/communication/messages/queries';
import { m } from '$lib/paraglide/messages.js';
import { attachTo } from '$lib/records/documents/attach.server';
import { portalUser } from '../../portal.server';
import type { PageServerLoad } from './$types';

type Event = RequestEvent<{ thread: string }>;

/** A thread about a record of the caller's. */
async function ownThread(event: Event, all: boolean) {
	const access = portalUser(event);
	const thread = await threadOf(event.locals.supabase, event.params.thread, all);
	if (!thread || !access.patient_ids.includes(thread.patient_id)) {
		error(404, m.errors_not_found());
	}
	return { access, thread };
}

export const load: PageServerLoad = async (event) => {
	event.depends(messagesKey);
	const [{ access, thread }, said] = await Promise.all([
		ownThread(event, event.url.searchParams.has('all')),
		terms(event.locals.supabase)
	]);
	return { userId: access.user_id, thread, terms: said };
};

export const actions = guarded((event: Event) => ownThread(event, false), {
	send: (event, { thread }) => send(event, thread.id, attachTo(event, thread.patient_id, false)),
	error: markError
});
