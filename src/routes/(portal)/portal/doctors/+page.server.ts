import { directoryKey } from '$lib/people/directory/live';
import { doctorListing } from '$lib/people/directory/queries';
import type { PageServerLoad } from './$types';
import { portalUser } from '../portal.server';

export const load: PageServerLoad = async (event) => {
	portalUser(event);
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const doctors = await doctorListing(client, null);
	const specialties = [
		...new Map(doctors.map((doctor) => [doctor.specialty_id, doctor.specialty_name]))
	].map(([id, name]) => ({ id, name }));
	const asked = event.url.searchParams.get('specialty');
	return {
		specialties,
		asked: specialties.some(({ id }) => id === asked) ? asked : null,
		doctors
	};
};
