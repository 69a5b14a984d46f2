import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { inboxActions } from '$lib/records/prescriptions/actions.server';
import { prescriptionsKey } from '$lib/records/prescriptions/live';
import { repeatInbox } from '$lib/records/prescriptions/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(prescriptionsKey);
	permitted(event, 'prescriptions.write');
	return { requests: await repeatInbox(event.locals.supabase) };
};

export const actions = guarded((event) => permitted(event, 'prescriptions.write'), inboxActions);
