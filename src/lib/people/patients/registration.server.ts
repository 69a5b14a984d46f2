import type { RequestEvent } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { perform } from '$lib/app/forms/perform.server';
import { registerPatient } from './commands';
import { explainPatient } from './errors';
import { likelyPatients } from './queries';
import { registrationSchema, type RefusedRegistration } from './schema';

/** Registers a patient; but first shows the desk who may be the same person, until it says that none of them is. */
export const register = async (event: RequestEvent) => {
	const client = event.locals.supabase;
	const { country } = await hospitalSettings(client);
	return perform(event, {
		schema: registrationSchema(country),
		explain: explainPatient,
		run: (person) => registerPatient(client, person),
		amend: async (refused, { code }, person): Promise<RefusedRegistration> =>
			code === 'LN027' ? { ...refused, likely: await likelyPatients(client, person) } : refused,
		next({ patient, kinError }) {
			const done = kinError ? 'registered-alone' : 'registered';
			return `${event.url.pathname}?patient=${patient?.id ?? ''}&done=${done}`;
		}
	});
};
