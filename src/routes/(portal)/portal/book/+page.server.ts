import { fullName } from '$lib/people/patients/names';
import { error, redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { portalPeople } from '$lib/people/patients/queries';
import { book } from '$lib/visits/scheduling/actions.server';
import { bookingOffer, readChoice } from '$lib/visits/scheduling/booking';
import { bookingSchema } from '$lib/visits/scheduling/schema';
import { slotKey } from '$lib/visits/scheduling/slots';
import type { Actions, PageServerLoad } from './$types';
import { portalUser } from '../portal.server';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	const { hospital } = await event.parent();
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const [people, offer] = await Promise.all([
		portalPeople(client, access.user_id, access.patient_ids),
		bookingOffer(client, readChoice(query), {
			zone: hospital.time_zone,
			now: new Date(),
			byPatient: true
		})
	]);
	const asked = query.get('patient');
	const patient = people.find(({ id }) => id === asked) ?? people[0];
	if (!patient) error(404);

	const form = await superValidate(
		{
			patient_id: patient.id,
			visit_type_id: offer.care?.type.id,
			slot: offer.chosen ? slotKey(offer.chosen) : '',
			idempotency_key: crypto.randomUUID()
		},
		zod4(bookingSchema),
		{ id: 'book', errors: false }
	);
	return { people, patient: { id: patient.id, name: fullName(patient) }, offer, form };
};

export const actions: Actions = {
	book: async (event) => {
		portalUser(event);
		const { booked, answer } = await book(event);
		if (!booked) return answer;
		redirect(303, resolve(`/portal/visits/${booked}`) + '?booked');
	}
};
