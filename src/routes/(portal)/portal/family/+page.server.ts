import { fullName } from '$lib/people/patients/names';
import type { RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import { removePortalLink } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import { familyKey } from '$lib/people/portal/live';
import { accountsOf, familyOf } from '$lib/people/portal/queries';
import { unlinkSchema } from '$lib/people/portal/schema';
import { portalUser } from '../portal.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(familyKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const family = await familyOf(client, access.user_id);
	const own = family.find(({ relationship }) => relationship === 'self') ?? null;
	const accounts = own ? await accountsOf(client, own.id) : [];
	const others = accounts.filter(({ user_id }) => user_id !== access.user_id);
	const linked = family.find(({ id }) => id === query.get('linked'));
	return {
		family,
		own: own?.id ?? null,
		others,
		userId: access.user_id,
		patientIds: access.patient_ids,
		done: linked
			? m.portal_family_linked({ name: fullName(linked) })
			: query.has('left')
				? m.portal_family_left()
				: query.has('removed')
					? m.portal_family_removed()
					: null
	};
};

export const actions = guarded(portalUser, {
	unlink: (event: RequestEvent, access) =>
		perform(event, {
			schema: unlinkSchema,
			explain: explainPortal,
			run: ({ user_id, patient_id }) =>
				removePortalLink(event.locals.supabase, user_id, patient_id),
			next: (_, { user_id }) =>
				`${resolve('/portal/family')}?${user_id === access.user_id ? 'left' : 'removed'}`
		})
});
