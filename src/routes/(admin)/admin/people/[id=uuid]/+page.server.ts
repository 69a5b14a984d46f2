import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { make, review, undo } from '$lib/access/roles/actions.server';
import { undoUntil } from '$lib/access/roles/history';
import { rolesKey } from '$lib/access/roles/live';
import { personChanges, roles, rolesHeld } from '$lib/access/roles/queries';
import { m } from '$lib/paraglide/messages.js';
import { reactivateStaff, saveStaff } from '$lib/people/directory/commands';
import { resetFactors } from '$lib/access/factors/actions.server';
import { personFactors } from '$lib/access/factors/queries';
import { endPersonSessions } from '$lib/access/sessions/actions.server';
import { sessionsKey } from '$lib/access/sessions/live';
import { personSessions } from '$lib/access/sessions/queries';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { afterSaving } from '$lib/people/directory/editing';
import { explainDirectory } from '$lib/people/directory/errors';
import { invitationOpen } from '$lib/people/directory/invitation-state';
import { personSchema } from '$lib/people/directory/invitation';
import { invitationActions } from '$lib/people/directory/invitations.server';
import { directoryKey } from '$lib/people/directory/live';
import { staffChoices, staffMember } from '$lib/people/directory/staff';
import { personShape } from '$lib/people/directory/staff-form';
import { wrongLabel } from '$lib/people/directory/words';
import { photoActions } from '$lib/people/directory/photos.server';
import { missing } from '../../guard.server';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'access.manage');
	event.depends(directoryKey);
	event.depends(sessionsKey);
	const client = event.locals.supabase;
	event.depends(rolesKey);
	const [found, choices, all] = await Promise.all([
		staffMember(client, event.params.id),
		staffChoices(client),
		roles(client)
	]);
	const person = found ?? missing();
	const [held, changes, sessions, factors] = person.user_id
		? await Promise.all([
				rolesHeld(client, person.user_id),
				personChanges(client, person.user_id),
				personSessions(client, person.user_id),
				personFactors(client, person.user_id)
			])
		: [[], [], [], 0];
	const [latest] = changes;
	// What came with an invitation goes with it.
	const until = invitationOpen(person.invitation) ? null : undoUntil(latest, access.user_id);
	return {
		person,
		choices,
		roles: all,
		held,
		changes,
		sessions,
		factors,
		last: latest && until ? { ...latest, until } : null
	};
};

/** A role given to this person or taken from them. */
async function roleOf(event: RequestEvent<{ id: string }>, what: 'give_role' | 'take_role') {
	const { data } = await event.locals.supabase
		.from('staff')
		.select('user_id')
		.eq('id', event.params.id)
		.maybeSingle()
		.throwOnError();
	const user_id = data?.user_id ?? missing();
	return z
		.object({
			role_id: z
				.string()
				.min(1, { error: () => m.roles_choose() })
				.max(40)
		})
		.transform(({ role_id }) => ({ do: what, role_id, user_id }));
}

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
		resetFactors,
		giveRole: async (event) => review(event, await roleOf(event, 'give_role')),
		takeRole: async (event) => review(event, await roleOf(event, 'take_role')),
		make: (event) =>
			make(event, (change) =>
				afterSaving(event.url, change.do === 'give_role' ? 'role_given' : 'role_taken')
			),
		undo,
		...photoActions,
		...invitationActions
	}
);
