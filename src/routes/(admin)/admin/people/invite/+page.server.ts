import type { RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { inviteStaff } from '$lib/people/directory/commands';
import { directoryKey } from '$lib/people/directory/live';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { explainDirectory } from '$lib/people/directory/errors';
import { newInvitationSchema, personSchema } from '$lib/people/directory/invitation';
import { staffChoices } from '$lib/people/directory/staff';
import { personShape } from '$lib/people/directory/staff-form';
import { wrongLabel } from '$lib/people/directory/words';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	return { choices: await staffChoices(event.locals.supabase) };
};

const inviting = newInvitationSchema.omit({ person: true }).and(personSchema);

export const actions = guarded((event: RequestEvent) => permitted(event, 'access.manage'), {
	invite: (event) =>
		perform(event, {
			schema: inviting,
			read: (form) => ({
				email: form.get('email'),
				locale: form.get('locale'),
				...personShape(form)
			}),
			words: wrongLabel,
			explain: explainDirectory,
			run: ({ email, locale, ...person }) =>
				inviteStaff(event.locals.supabase, { email, locale, person }),
			next: ({ data: made }) =>
				resolve(`/admin/people/${made?.staff_id ?? ''}`) + `?done=${made?.state ?? 'saved'}`
		})
});
