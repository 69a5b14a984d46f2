import type { RequestEvent } from '@sveltejs/kit';
import type { Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import { registerPatient } from './commands';
import { explainPatient } from './errors';
import { likelyPatients } from './queries';
import { registrationSchema, type LikelyPatient, type RefusedRegistration } from './schema';

/** Not the database's: it would register them. */
const likelyHere: Refusal = { code: 'likely', message: 'somebody like this is here already' };

/** Registers a patient; but first shows the desk who may be the same person, until it says that none of them is. */
export const register = (event: RequestEvent) => {
	const client = event.locals.supabase;
	let likely: LikelyPatient[] = [];
	return perform(event, {
		schema: registrationSchema,
		explain: (error) =>
			error === likelyHere
				? { status: 409, message: m.patients_likely({ count: likely.length }) }
				: explainPatient(error),
		async run({ looked_at, ...person }) {
			if (!looked_at) likely = await likelyPatients(client, person);
			if (likely.length > 0) return { patient: null, error: likelyHere, kinError: null };
			return registerPatient(client, person);
		},
		amend: (refused): RefusedRegistration => ({ ...refused, likely }),
		next({ patient, kinError }) {
			const done = kinError ? 'registered-alone' : 'registered';
			return `${event.url.pathname}?patient=${patient?.id ?? ''}&done=${done}`;
		}
	});
};
