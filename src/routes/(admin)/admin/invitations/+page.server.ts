import { invitationActions } from '$lib/people/directory/invitations.server';
import { openInvitations } from '$lib/people/directory/staff';
import { liveKeys } from '$lib/app/live/keys';
import { permitted } from '../guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(liveKeys.directory);
	return { invitations: await openInvitations(event.locals.supabase) };
};

export const actions: Actions = {
	resend: (event) => {
		permitted(event, 'access.manage');
		return invitationActions.resend(event);
	},
	withdraw: (event) => {
		permitted(event, 'access.manage');
		return invitationActions.withdraw(event);
	}
};
