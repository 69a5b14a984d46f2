import { error } from '@sveltejs/kit';
import { explain } from '$lib/app/errors/explain';
import { appAddress } from '$lib/visits/feeds/address';
import { calendarText } from '$lib/visits/feeds/ical.server';
import { calendarSchema } from '$lib/visits/feeds/schema';
import { signedIn } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { RequestHandler } from './$types';

/** One's own visit as a file, to be taken over into a calendar. */
export const GET: RequestHandler = async (event) => {
	signedIn(event);
	const { supabase } = event.locals;
	const answer = await supabase.rpc('calendar_visit', { p_appointment_id: event.params.id });
	if (answer.error) {
		const { status, message } = explain(answer.error);
		error(status, message);
	}
	const hospital = await hospitalSettings(supabase);
	const text = calendarText(calendarSchema.parse(answer.data), {
		app: appAddress(event.url),
		zone: hospital.time_zone,
		publish: true
	});
	return new Response(text, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
			'content-disposition': 'attachment; filename="visit.ics"',
			'cache-control': 'private, no-store'
		}
	});
};
