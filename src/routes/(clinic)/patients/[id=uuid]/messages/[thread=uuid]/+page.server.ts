import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { close, give, markError, send } from '$lib/communication/messages/actions.server';
import { messagesKey } from '$lib/communication/messages/live';
import { recipients, threadOf } from '$lib/communication/messages/queries';
import { m } from '$lib/paraglide/messages.js';
import { chartOf } from '$lib/people/openings/chart.server';
import { attachTo } from '$lib/records/documents/attach.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(messagesKey);
	const access = await chartOf(event);
	const client = event.locals.supabase;
	const answers = may(access, 'messages.answer');
	const [thread, names] = await Promise.all([
		threadOf(client, event.params.thread, event.url.searchParams.has('all')),
		answers ? recipients(client, event.params.id) : []
	]);
	if (thread?.patient_id !== event.params.id) error(404, m.errors_not_found());
	return {
		userId: access.user_id,
		thread,
		names,
		answers,
		attaches: may(access, 'documents.file') && may(access, 'documents.release')
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string; thread: string }>) => permitted(event, 'messages.answer'),
	{
		send: (event) => send(event, event.params.thread, attachTo(event, event.params.id, true)),
		give: (event) => give(event, event.params.thread),
		close: (event) => close(event, event.params.thread),
		error: markError
	}
);
