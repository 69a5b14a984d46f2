import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { queuePlace } from '$lib/visits/queue/queries';
import { cancel } from '$lib/visits/scheduling/actions.server';
import { visitsKey } from '$lib/visits/scheduling/live';
import { cancelSchema } from '$lib/visits/scheduling/schema';
import type { Actions, PageServerLoad } from './$types';
import { portalVisit } from './visit.server';

export const load: PageServerLoad = async (event) => {
	event.depends(visitsKey);
	const visit = await portalVisit(event);
	const form = await superValidate({ appointment_id: visit.id }, zod4(cancelSchema), {
		id: 'cancel',
		errors: false
	});
	const place =
		visit.status === 'checked_in' ? await queuePlace(event.locals.supabase, visit.id) : null;
	return { visit, place, form, now: new Date().toISOString() };
};

export const actions: Actions = {
	cancel: async (event) => {
		await portalVisit(event);
		const { cancelled: id, answer } = await cancel(event);
		if (!id) return answer;
		redirect(303, resolve(`/portal/visits/${id}`) + '?cancelled');
	}
};
