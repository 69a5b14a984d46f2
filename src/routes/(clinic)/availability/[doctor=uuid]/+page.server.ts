import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { availabilityKey } from '$lib/visits/availability/live';
import { hoursActions } from '$lib/visits/availability/actions.server';
import {
	comingExceptions,
	countToRebook,
	doctorById,
	usedRooms,
	visitTypesOf,
	weekOn
} from '$lib/visits/availability/queries';
import { m } from '$lib/paraglide/messages.js';
import { dayOf, parseDay } from '$lib/app/time/days';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/** The doctor of the address, if the caller keeps their hours; else the page does not exist. */
function keeper(
	event: Pick<RequestEvent<{ doctor: string }>, 'locals' | 'url' | 'request' | 'params'>
) {
	const access = signedIn(event);
	const id = event.params.doctor;
	const own = access.doctor_id === id;
	if (!own && !may(access, 'availability.manage')) error(404, m.errors_not_found());
	return { access, id, own };
}

export const load: PageServerLoad = async (event) => {
	const { access, id, own } = keeper(event);
	event.depends(availabilityKey);
	const { hospital } = await event.parent();
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const now = new Date();
	const today = dayOf(now, hospital.time_zone);
	const asked = parseDay(query.get('from'));
	const from = asked && asked > today ? asked : today;

	const doctor = await doctorById(client, id);
	if (!doctor) error(404, m.errors_not_found());
	const [week, exceptions, rooms, types, toRebook] = await Promise.all([
		weekOn(client, id, from),
		comingExceptions(client, id, now.toISOString()),
		usedRooms(client),
		visitTypesOf(client, doctor),
		own || may(access, 'appointments.manage_any') ? countToRebook(client, id) : 0
	]);
	return {
		doctor,
		own,
		today,
		from,
		week,
		exceptions,
		rooms,
		types,
		toRebook,
		adding: query.get('add') !== null,
		editing: query.get('edit')
	};
};

export const actions = guarded(keeper, hoursActions);
