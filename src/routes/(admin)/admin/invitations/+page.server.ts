import { guarded } from '$lib/app/forms/guarded';
import { invitationActions } from '$lib/people/directory/invitations.server';
import { directoryKey } from '$lib/people/directory/live';
import { openInvitations } from '$lib/people/directory/staff';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	return { invitations: await openInvitations(event.locals.supabase) };
};

export const actions = guarded((event) => permitted(event, 'access.manage'), invitationActions);
