import { splitName } from '$lib/people/patients/names';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { createOwnPatient } from '$lib/people/patients/commands';
import { explainPatient } from '$lib/people/patients/errors';
import { hasOwnRecord } from '$lib/people/patients/queries';
import { ownRecordSchema } from '$lib/people/patients/schema';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	if (await hasOwnRecord(event.locals.supabase, access.user_id)) redirect(303, resolve('/portal'));
	return { name: splitName(access.name) };
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	default: async (event) =>
		perform(event, {
			schema: ownRecordSchema((await hospitalSettings(event.locals.supabase)).country),
			explain: explainPatient,
			run: (person) => createOwnPatient(event.locals.supabase, person),
			next: () => resolve('/portal')
		})
});
