import { guarded } from '$lib/app/forms/guarded';
import { dayOf } from '$lib/app/time/days';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { setActions } from '$lib/records/prescriptions/actions.server';
import { prescriptionsKey } from '$lib/records/prescriptions/live';
import { orderSets, ownSpecialty } from '$lib/records/prescriptions/sets';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(prescriptionsKey);
	const access = permitted(event, 'prescriptions.write');
	const client = event.locals.supabase;
	const [sets, specialty, { time_zone }] = await Promise.all([
		orderSets(client),
		ownSpecialty(client, access.staff_id),
		hospitalSettings(client)
	]);
	return { sets, specialty, today: dayOf(new Date(), time_zone) };
};

export const actions = guarded((event) => permitted(event, 'prescriptions.write'), setActions);
