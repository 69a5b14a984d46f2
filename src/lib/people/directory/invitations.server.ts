import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resendInvitation, withdrawInvitation } from './commands';
import { perform } from '$lib/app/forms/perform.server';
import { afterSaving } from './editing';
import { explainDirectory } from './errors';

const invitation = z.object({ invitation_id: z.uuid() });

/** What can be done about an open invitation, from the list of them and from the person's page. */
export const invitationActions = {
	resend: (event: RequestEvent) =>
		perform(event, {
			schema: invitation,
			explain: explainDirectory,
			run: ({ invitation_id }) => resendInvitation(event.locals.supabase, invitation_id),
			next: ({ data }) => afterSaving(event.url, data?.state)
		}),
	withdraw: (event: RequestEvent) =>
		perform(event, {
			schema: invitation,
			explain: explainDirectory,
			run: ({ invitation_id }) => withdrawInvitation(event.locals.supabase, invitation_id),
			next: () => afterSaving(event.url, 'withdrawn')
		})
};
