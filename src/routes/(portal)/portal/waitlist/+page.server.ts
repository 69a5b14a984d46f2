import { fullName } from '$lib/people/patients/names';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { resolve } from '$app/paths';
import { catalogue } from '$lib/people/directory/queries';
import { ownFollowUps } from '$lib/visits/follow-ups/queries';
import { living, portalPeople } from '$lib/people/patients/queries';
import { visitById } from '$lib/visits/scheduling/queries';
import { isMovable } from '$lib/visits/scheduling/status';
import { waitlistKey } from '$lib/visits/waitlist/live';
import { here } from '$lib/app/forms/perform.server';
import { waitlistActions } from '$lib/visits/waitlist/actions.server';
import { readPreset } from '$lib/visits/waitlist/preset';
import { ownEntries } from '$lib/visits/waitlist/queries';
import type { PageServerLoad } from './$types';
import { portalUser } from '../portal.server';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(waitlistKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const [everybody, entries, followUps, joining] = await Promise.all([
		portalPeople(client, access.user_id, access.patient_ids),
		ownEntries(client, access.patient_ids),
		ownFollowUps(client, access.patient_ids),
		query.has('join') ? wish(event) : null
	]);
	const people = living(everybody);
	const asked = query.get('patient');
	const patient = people.find(({ id }) => id === asked) ?? people[0];
	// Whoever acts for nobody who lives reads what there is.
	if (!patient) redirect(303, resolve('/portal'));
	return {
		people,
		patient: { id: patient.id, name: fullName(patient) },
		patientIds: access.patient_ids,
		entries,
		followUps,
		joining
	};
};

/** The form's beginning: what may be waited for, and what had been chosen before nothing suited. */
async function wish(event: Parameters<PageServerLoad>[0]) {
	const client = event.locals.supabase;
	const preset = readPreset(event.url.searchParams);
	const [all, visit] = await Promise.all([
		catalogue(client),
		preset.appointment ? visitById(client, preset.appointment) : null
	]);
	const care = {
		...all,
		visitTypes: all.visitTypes.filter(({ bookable_by_patient }) => bookable_by_patient)
	};
	if (!visit || !isMovable(visit.status)) {
		return { care, preset: { ...preset, appointment: null }, earlier: null };
	}
	return {
		care,
		preset: {
			target: visit.doctor ? `doctor:${visit.doctor.id}` : '',
			type: visit.visit_type?.id ?? '',
			appointment: visit.id
		},
		earlier: visit.starts_at
	};
}

/** The list again, without the form that was open. */
const list = (event: RequestEvent) =>
	here(event, {
		join: null,
		doctor: null,
		specialty: null,
		type: null,
		earlier: null,
		joined: null
	});

export const actions = guarded(
	portalUser,
	waitlistActions(list, (visit) => resolve(`/portal/visits/${visit}`) + '?booked')
);
