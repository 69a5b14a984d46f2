import { error, type RequestEvent } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { m } from '$lib/paraglide/messages.js';
import { explainAction } from '$lib/people/openings/actions.server';
import { openingsKey } from '$lib/people/openings/live';
import { ownReviews } from '$lib/people/openings/queries';
import type { PageServerLoad } from './$types';

/** Whoever reads charts may have opened one in an emergency. */
function reader(event: RequestEvent): string {
	const { staff_id } = permitted(event, 'charts.read');
	if (!staff_id) error(404, m.errors_not_found());
	return staff_id;
}

export const load: PageServerLoad = async (event) => {
	event.depends(openingsKey);
	const staffId = reader(event);
	const now = new Date().toISOString();
	return {
		now,
		...(await ownReviews(event.locals.supabase, staffId, {
			start: startOf(event.url.searchParams),
			now
		}))
	};
};

export const actions = guarded(reader, { explain: explainAction });
