import { fullName } from '$lib/people/patients/names';
import { fail, redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { m } from '$lib/paraglide/messages.js';
import { removePortalLink } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import { familyKey } from '$lib/people/portal/live';
import { accountsOf, familyOf } from '$lib/people/portal/queries';
import { unlinkSchema } from '$lib/people/portal/schema';
import { portalUser } from '../portal.server';
import type { Actions, PageServerLoad } from './$types';

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
		leaving: family.find(({ id }) => id === query.get('leave'))?.id ?? null,
		removing: others.find(({ user_id }) => user_id === query.get('remove'))?.user_id ?? null,
		done: linked
			? m.portal_family_linked({ name: fullName(linked) })
			: query.has('left')
				? m.portal_family_left()
				: query.has('removed')
					? m.portal_family_removed()
					: null
	};
};

export const actions: Actions = {
	unlink: async (event) => {
		const access = portalUser(event);
		const form = await superValidate(event.request, zod4(unlinkSchema));
		if (!form.valid) return fail(400, { trouble: m.errors_invalid() });
		const { user_id, patient_id } = form.data;
		const { error } = await removePortalLink(event.locals.supabase, user_id, patient_id);
		if (error) {
			const { status, message } = explainPortal(error);
			return fail(status, { trouble: message });
		}
		const done = user_id === access.user_id ? 'left' : 'removed';
		redirect(303, `${resolve('/portal/family')}?${done}`);
	}
};
