import { z } from 'zod';
import { reactivateStaff, saveStaff } from '$lib/people/directory/commands';
import { afterSaving, perform } from '$lib/people/directory/forms.server';
import { personSchema } from '$lib/people/directory/invitation';
import { invitationActions } from '$lib/people/directory/invitations.server';
import { directoryKey } from '$lib/people/directory/live';
import { staffChoices, staffMember } from '$lib/people/directory/staff';
import { personShape } from '$lib/people/directory/staff-form';
import { wrongLabel } from '$lib/people/directory/words';
import { isId, missing, permitted } from '../../guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	if (!isId(event.params.id)) missing();
	const client = event.locals.supabase;
	const [person, choices] = await Promise.all([
		staffMember(client, event.params.id),
		staffChoices(client)
	]);
	return { person: person ?? missing(), choices };
};

const saving = z.object({ updated_at: z.string(), person: personSchema });

export const actions: Actions = {
	save: (event) => {
		permitted(event, 'access.manage');
		return perform(event, 'save', {
			schema: saving,
			shape: (form) => ({ updated_at: form.get('updated_at'), person: personShape(form) }),
			words: wrongLabel,
			command: ({ updated_at, person }) =>
				saveStaff(event.locals.supabase, event.params.id, person, updated_at),
			next: () => afterSaving(event.url)
		});
	},
	reactivate: (event) => {
		permitted(event, 'access.manage');
		return perform(event, 'reactivate', {
			schema: z.object({}),
			command: () => reactivateStaff(event.locals.supabase, event.params.id),
			next: () => afterSaving(event.url, 'reactivated')
		});
	},
	resend: (event) => {
		permitted(event, 'access.manage');
		return invitationActions.resend(event);
	},
	withdraw: (event) => {
		permitted(event, 'access.manage');
		return invitationActions.withdraw(event);
	}
};
