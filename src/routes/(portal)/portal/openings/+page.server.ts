import { z } from 'zod';
import { guarded } from '$lib/app/forms/guarded';
import { here, perform } from '$lib/app/forms/perform.server';
import { startOf } from '$lib/app/lists/cursor';
import { questionOpening } from '$lib/people/openings/commands';
import { explainOpening } from '$lib/people/openings/errors';
import { openingsKey } from '$lib/people/openings/live';
import { chartReaders } from '$lib/people/openings/queries';
import { questionSchema } from '$lib/people/openings/schema';
import { wrongWords } from '$lib/people/openings/words';
import { portalPeople } from '$lib/people/patients/queries';
import { portalUser } from '../portal.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(openingsKey);
	const access = portalUser(event);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const people = await portalPeople(client, access.user_id, access.patient_ids);
	// One's own first; of several one at a time, for each is somebody's record.
	const shown = people.find(({ id }) => id === query.get('patient')) ?? people[0];
	return {
		people,
		shown: shown?.id ?? null,
		/** What is asked about is in the address, so that it works without a script. */
		asking: z.uuid().safeParse(query.get('ask')).data ?? null,
		...(shown
			? await chartReaders(client, shown.id, startOf(query))
			: { rows: [], older: null, newer: null })
	};
};

export const actions = guarded(portalUser, {
	question: (event) =>
		perform(event, {
			schema: questionSchema,
			words: wrongWords,
			explain: explainOpening,
			run: (input) => questionOpening(event.locals.supabase, input),
			next: () => here(event, { ask: null, done: 'asked' })
		})
});
