import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { reactivateStaff, saveStaff } from '$lib/people/directory/commands';
import { endPersonSessions } from '$lib/access/sessions/actions.server';
import { sessionsKey } from '$lib/access/sessions/live';
import { personSessions } from '$lib/access/sessions/queries';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { afterSaving } from '$lib/people/directory/editing';
import { explainDirectory } from '$lib/people/directory/errors';
import { personSchema } from '$lib/people/directory/invitation';
import { invitationActions } from '$lib/people/directory/invitations.server';
import { directoryKey } from '$lib/people/directory/live';
import { staffChoices, staffMember } from '$lib/people/directory/staff';
import { personShape } from '$lib/people/directory/staff-form';
import { wrongLabel } from '$lib/people/directory/words';
import { missing } from '../../guard.server';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	event.depends(sessionsKey);
	const client = event.locals.supabase;
	const [person, choices] = await Promise.all([
		staffMember(client, event.params.id),
		staffChoices(client)
	]);
	const sessions = person?.user_id ? await personSessions(client, person.user_id) : [];
	return { person: person ?? missing(), choices, sessions };
};

const saving = z.object({ updated_at: z.string() }).and(personSchema);

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'access.manage'),
	{
		save: (event) =>
			perform(event, {
				schema: saving,
				read: (form) => ({ updated_at: form.get('updated_at'), ...personShape(form) }),
				words: wrongLabel,
				explain: explainDirectory,
				run: ({ updated_at, ...person }) =>
					saveStaff(event.locals.supabase, event.params.id, person, updated_at),
				next: () => afterSaving(event.url)
			}),
		reactivate: (event) =>
			perform(event, {
				schema: z.object({}),
				explain: explainDirectory,
				run: () => reactivateStaff(event.locals.supabase, event.params.id),
				next: () => afterSaving(event.url, 'reactivated')
			}),
		endSessions: endPersonSessions,
		...invitationActions
	}
);
