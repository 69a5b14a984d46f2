import { invitationActions } from '$lib/people/directory/invitations.server';
import { directoryKey } from '$lib/people/directory/live';
import { openInvitations } from '$lib/people/directory/staff';
import { permitted } from '../guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
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
