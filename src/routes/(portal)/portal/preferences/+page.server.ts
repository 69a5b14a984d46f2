import { error, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { m } from '$lib/paraglide/messages.js';
import { living, portalPeople } from '$lib/people/patients/queries';
import { updateOwnParticulars, updatePreferences } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import { familyKey } from '$lib/people/portal/live';
import { particularsOf, preferencesOf, unprovenChannels } from '$lib/people/portal/queries';
import { ownParticularsSchema, preferencesSchema } from '$lib/people/portal/schema';
import { portalUser } from '../portal.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(familyKey);
	const client = event.locals.supabase;

	const everybody = await portalPeople(client, access.user_id, access.patient_ids);
	const people = living(everybody);
	const asked = event.url.searchParams.get('patient');
	const person = everybody.find(({ id }) => id === asked) ?? people[0] ?? everybody[0];
	if (!person) error(404, m.errors_not_found());
	// Nobody is written to about somebody who has died.
	if (person.deceased_at) return { people, person, kept: null, patientIds: access.patient_ids };
	const [preferences, particulars, unproven] = await Promise.all([
		preferencesOf(client, person.id),
		particularsOf(client, person.id),
		unprovenChannels(client, person.id)
	]);
	if (!particulars) error(404, m.errors_not_found());
	return {
		people,
		person,
		kept: { particulars, preferences, unproven },
		patientIds: access.patient_ids
	};
};

/** The page again, about the same person, saying what was done. */
const done = (patientId: string, what: string) =>
	`${resolve('/portal/preferences')}?patient=${patientId}&${what}`;

export const actions = guarded(portalUser, {
	preferences: (event: RequestEvent) =>
		perform(event, {
			schema: preferencesSchema,
			explain: explainPortal,
			run: (wishes) => updatePreferences(event.locals.supabase, wishes),
			next: (_, { patient_id }) => done(patient_id, 'saved')
		}),
	particulars: async (event: RequestEvent) =>
		perform(event, {
			schema: ownParticularsSchema((await hospitalSettings(event.locals.supabase)).country),
			explain: explainPortal,
			run: (particulars) => updateOwnParticulars(event.locals.supabase, particulars),
			next: (_, { patient_id }) => done(patient_id, 'kept'),
			async amend(refused, { code }, { patient_id }) {
				if (code !== 'LN009') return refused;
				// What was typed stays; saving again is then a decision, with what is stored in sight.
				const stored = await particularsOf(event.locals.supabase, patient_id);
				const version = stored && { updated_at: stored.updated_at };
				return { ...refused, values: { ...refused.values, ...version }, stale: false };
			}
		})
});
