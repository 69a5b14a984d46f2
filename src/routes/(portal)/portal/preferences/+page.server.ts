import { error, fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { m } from '$lib/paraglide/messages.js';
import { portalPeople } from '$lib/people/patients/queries';
import { updateOwnParticulars, updatePreferences } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import { familyKey } from '$lib/people/portal/live';
import { particularsOf, preferencesOf } from '$lib/people/portal/queries';
import { ownParticularsSchema, preferencesSchema } from '$lib/people/portal/schema';
import { portalUser } from '../portal.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(familyKey);
	const client = event.locals.supabase;

	const people = await portalPeople(client, access.user_id, access.patient_ids);
	const asked = event.url.searchParams.get('patient');
	const person = people.find(({ id }) => id === asked) ?? people[0];
	if (!person) error(404, m.errors_not_found());
	const [preferences, particulars] = await Promise.all([
		preferencesOf(client, person.id),
		particularsOf(client, person.id)
	]);
	if (!particulars) error(404, m.errors_not_found());
	const options = { errors: false };
	const [preferencesForm, particularsForm] = await Promise.all([
		superValidate(preferences, zod4(preferencesSchema), { ...options, id: 'preferences' }),
		superValidate(particulars, zod4(ownParticularsSchema), { ...options, id: 'particulars' })
	]);
	return {
		people,
		person,
		particulars,
		preferencesForm,
		particularsForm,
		patientIds: access.patient_ids
	};
};

/** The page again, about the same person, saying what was done. */
const done = (patientId: string, what: string) =>
	redirect(303, `${resolve('/portal/preferences')}?patient=${patientId}&${what}`);

export const actions: Actions = {
	preferences: async (event) => {
		portalUser(event);
		const form = await superValidate(event.request, zod4(preferencesSchema), { id: 'preferences' });
		if (!form.valid) return fail(400, { form });
		const { error: refusal } = await updatePreferences(event.locals.supabase, form.data);
		if (!refusal) return done(form.data.patient_id, 'saved');
		const { status, message: text } = explainPortal(refusal);
		return message(form, text, { status });
	},
	particulars: async (event) => {
		portalUser(event);
		const form = await superValidate(event.request, zod4(ownParticularsSchema), {
			id: 'particulars'
		});
		if (!form.valid) return fail(400, { form });
		const { error: refusal } = await updateOwnParticulars(event.locals.supabase, form.data);
		if (!refusal) return done(form.data.patient_id, 'kept');
		if (refusal.code === 'LN009') {
			// What was typed stays; saving again is then a decision, with what is stored in sight.
			const stored = await particularsOf(event.locals.supabase, form.data.patient_id);
			if (stored) form.data.updated_at = stored.updated_at;
		}
		const { status, message: text } = explainPortal(refusal);
		return message(form, text, { status });
	}
};
