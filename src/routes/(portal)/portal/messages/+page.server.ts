import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { start } from '$lib/communication/messages/actions.server';
import { messagesKey } from '$lib/communication/messages/live';
import { recipients, terms, threadsOf } from '$lib/communication/messages/queries';
import { attachTo } from '$lib/records/documents/attach.server';
import { recordOf } from '../record/record.server';
import { portalUser } from '../portal.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(messagesKey);
	const { user_id } = portalUser(event);
	const { people, shown } = await recordOf(event);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const writing = query.has('new') && !shown.deceased_at;
	const [threads, said, names] = await Promise.all([
		threadsOf(client, shown.id, startOf(query)),
		terms(client),
		writing ? recipients(client, shown.id) : []
	]);
	return { people, patient: shown, userId: user_id, threads, terms: said, writing, names };
};

export const actions = guarded(recordOf, {
	start: (event, { shown }) =>
		start(event, shown.id, attachTo(event, shown.id, false), (thread) =>
			resolve('/(portal)/portal/messages/[thread=uuid]', { thread })
		)
});
