import { json } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { askedOf } from '$lib/records/timeline/asked.server';
import { history } from '$lib/records/timeline/queries.server';
import type { RequestHandler } from './$types';
import { recordOf } from '../record.server';

/** The page after those that are on the screen. */
export const GET: RequestHandler = async (event) => {
	const { shown } = await recordOf(event);
	const client = event.locals.supabase;
	const { time_zone: zone } = await hospitalSettings(client);
	const { kind, before } = askedOf(event.url.searchParams, zone);
	return json(await history(client, { patientId: shown.id, zone, own: true }, { kind, before }));
};
