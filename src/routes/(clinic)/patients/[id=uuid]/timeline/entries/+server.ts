import { json } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { chartOf } from '$lib/people/openings/chart.server';
import { askedOf } from '$lib/records/timeline/asked.server';
import { history } from '$lib/records/timeline/queries.server';
import type { RequestHandler } from './$types';

/** The page after those that are on the screen. */
export const GET: RequestHandler = async (event) => {
	await chartOf(event);
	const client = event.locals.supabase;
	const { time_zone: zone } = await hospitalSettings(client);
	const shown = { patientId: event.params.id, zone, own: false };
	return json(await history(client, shown, askedOf(event.url.searchParams, zone)));
};
