import type { SupabaseClient } from '@supabase/supabase-js';
import type { RequestEvent } from '@sveltejs/kit';
import type { Database } from '$lib/app/supabase/database.types';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { perform } from '$lib/app/forms/perform.server';
import { registerPatient } from '$lib/people/patients/commands';
import { explainPatient } from '$lib/people/patients/errors';
import { likelyPatients } from '$lib/people/patients/queries';
import {
	registrationSchema,
	type RefusedRegistration,
	type Registration
} from '$lib/people/patients/schema';
import { alongSchema, type AlongForm } from './schema';

type Whole = Registration & AlongForm;

const filled = (fields: Record<string, string | boolean>) =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== false));

/**
 * Registers a patient and writes down what was said besides. The record stands even if some of that is refused, so that a
 * second try does not register the person twice; `kinError` then says why.
 */
async function registerWhole(client: SupabaseClient<Database>, whole: Whole) {
	const {
		interpreter,
		hearing,
		sight,
		mobility,
		easy_language,
		note,
		payer_name,
		policy_number,
		consent_treatment: treatment,
		consent_data_sharing: data_sharing,
		consent_photos: photos,
		...person
	} = whole;
	const registered = await registerPatient(client, person);
	if (registered.error) return registered;
	const needs = filled({ interpreter, hearing, sight, mobility, easy_language, note });
	const policy = filled({ payer_name, number: policy_number });
	const consents = filled({ treatment, data_sharing, photos });
	if (Object.keys({ ...needs, ...policy, ...consents }).length === 0) return registered;
	const { error } = await client.rpc('record_at_registration', {
		p_patient_id: registered.patient.id,
		p_needs: needs,
		p_policy: policy,
		p_consents: consents
	});
	return { ...registered, kinError: registered.kinError ?? error };
}

/** Registers a patient; but first shows the desk who may be the same person, until it says that none of them is. */
export const register = async (event: RequestEvent) => {
	const client = event.locals.supabase;
	const { country } = await hospitalSettings(client);
	return perform(event, {
		schema: registrationSchema(country).and(alongSchema),
		explain: explainPatient,
		run: (whole) => registerWhole(client, whole),
		amend: async (refused, { code }, whole): Promise<RefusedRegistration> =>
			code === 'LN027' ? { ...refused, likely: await likelyPatients(client, whole) } : refused,
		next({ patient, kinError }) {
			const done = kinError ? 'registered-alone' : 'registered';
			return `${event.url.pathname}?patient=${patient?.id ?? ''}&done=${done}`;
		}
	});
};
