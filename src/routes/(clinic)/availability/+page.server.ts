import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import { availabilityKey } from '$lib/visits/availability/live';
import { absencesToClear, allDoctors } from '$lib/visits/availability/queries';
import { permitted, signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/** A doctor has one week to keep; who keeps everybody's chooses. */
export const load: PageServerLoad = async (event) => {
	const { doctor_id } = signedIn(event);
	if (doctor_id)
		redirect(303, resolve('/(clinic)/availability/[doctor=uuid]', { doctor: doctor_id }));
	const access = permitted(event, 'availability.manage');
	event.depends(availabilityKey);
	const client = event.locals.supabase;
	const [doctors, absences] = await Promise.all([
		allDoctors(client),
		may(access, 'appointments.manage_any') ? absencesToClear(client, new Date().toISOString()) : []
	]);
	return {
		doctors,
		q: event.url.searchParams.get('q') ?? '',
		toRebook: absences.reduce((sum, { visits }) => sum + visits, 0)
	};
};
