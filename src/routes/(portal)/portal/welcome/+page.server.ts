import { splitName } from '$lib/people/patients/names';
import { fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { createOwnPatient } from '$lib/people/patients/commands';
import { explainPatient } from '$lib/people/patients/errors';
import { hasOwnRecord } from '$lib/people/patients/queries';
import { ownRecordSchema } from '$lib/people/patients/schema';
import { signedIn } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	if (await hasOwnRecord(event.locals.supabase, access.user_id)) redirect(303, resolve('/portal'));
	const form = await superValidate(splitName(access.name), zod4(ownRecordSchema), {
		id: 'own-record',
		errors: false
	});
	return { form };
};

export const actions: Actions = {
	default: async (event) => {
		signedIn(event);
		const form = await superValidate(event.request, zod4(ownRecordSchema), { id: 'own-record' });
		if (!form.valid) return fail(400, { form });
		const { error } = await createOwnPatient(event.locals.supabase, form.data);
		if (error) {
			const { status, message: text } = explainPatient(error);
			return message(form, text, { status });
		}
		redirect(303, resolve('/portal'));
	}
};
