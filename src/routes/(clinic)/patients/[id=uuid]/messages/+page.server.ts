import type { RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { start } from '$lib/communication/messages/actions.server';
import { messagesKey } from '$lib/communication/messages/live';
import { recipients, threadsOf } from '$lib/communication/messages/queries';
import { chartOf } from '$lib/people/openings/chart.server';
import { attachTo } from '$lib/records/documents/attach.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(messagesKey);
	const access = await chartOf(event);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const answers = may(access, 'messages.answer');
	const writing = answers && query.has('new');
	const [threads, names] = await Promise.all([
		threadsOf(client, event.params.id, startOf(query)),
		writing ? recipients(client, event.params.id) : []
	]);
	return {
		userId: access.user_id,
		own: access.staff_id,
		threads,
		names,
		answers,
		writing,
		attaches: may(access, 'documents.file') && may(access, 'documents.release')
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'messages.answer'),
	{
		start: (event) =>
			start(event, event.params.id, attachTo(event, event.params.id, true), (thread) =>
				resolve('/(clinic)/patients/[id=uuid]/messages/[thread=uuid]', {
					id: event.params.id,
					thread
				})
			)
	}
);
