import { resolve } from '$app/paths';
import { inviteStaff } from '$lib/people/directory/commands';
import { perform } from '$lib/people/directory/forms.server';
import { newInvitationSchema } from '$lib/people/directory/invitation';
import { directoryKey } from '$lib/people/directory/live';
import { staffChoices } from '$lib/people/directory/staff';
import { personShape } from '$lib/people/directory/staff-form';
import { wrongLabel } from '$lib/people/directory/words';
import { permitted } from '../../guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	return { choices: await staffChoices(event.locals.supabase) };
};

export const actions: Actions = {
	invite: (event) => {
		permitted(event, 'access.manage');
		return perform(event, 'invite', {
			schema: newInvitationSchema,
			shape: (form) => ({
				email: form.get('email'),
				locale: form.get('locale'),
				person: personShape(form)
			}),
			words: wrongLabel,
			command: (invitation) => inviteStaff(event.locals.supabase, invitation),
			next: (made) =>
				resolve(`/admin/people/${made?.staff_id ?? ''}`) + `?done=${made?.state ?? 'saved'}`
		});
	}
};
