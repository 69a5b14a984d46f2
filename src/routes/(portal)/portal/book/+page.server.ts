import { fullName } from '$lib/people/patients/names';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { resolve } from '$app/paths';
import { living, portalPeople } from '$lib/people/patients/queries';
import { book } from '$lib/visits/scheduling/actions.server';
import { bookingOffer, readChoice } from '$lib/visits/scheduling/booking';
import type { PageServerLoad } from './$types';
import { portalUser } from '../portal.server';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	const { hospital } = await event.parent();
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const people = living(await portalPeople(client, access.user_id, access.patient_ids));
	const asked = query.get('patient');
	const patient = people.find(({ id }) => id === asked) ?? people[0];
	// Whoever acts for nobody who lives reads what there is.
	if (!patient) redirect(303, resolve('/portal'));

	const offer = await bookingOffer(client, readChoice(query), {
		zone: hospital.time_zone,
		now: new Date(),
		byPatient: true,
		patientId: patient.id
	});
	return {
		people,
		patient: { id: patient.id, name: fullName(patient) },
		offer
	};
};

export const actions = guarded(portalUser, {
	book: (event: RequestEvent) =>
		book(event, (visit) => resolve(`/portal/visits/${visit}`) + '?booked')
});
