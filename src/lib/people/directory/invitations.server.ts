import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resendInvitation, withdrawInvitation } from './commands';
import { afterSaving, perform } from './forms.server';

const invitation = z.object({ invitation_id: z.uuid() });

/** What can be done about an open invitation, from the list of them and from the person's page. */
export const invitationActions = {
	resend: (event: RequestEvent) =>
		perform(event, 'resend', {
			schema: invitation,
			command: ({ invitation_id }) => resendInvitation(event.locals.supabase, invitation_id),
			next: (made) => afterSaving(event.url, made?.state)
		}),
	withdraw: (event: RequestEvent) =>
		perform(event, 'withdraw', {
			schema: invitation,
			command: ({ invitation_id }) => withdrawInvitation(event.locals.supabase, invitation_id),
			next: () => afterSaving(event.url, 'withdrawn')
		})
};
