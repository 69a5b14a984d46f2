import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { guarded } from '$lib/app/forms/guarded';
import { wallClock } from '$lib/app/time/clock';
import { dayOf } from '$lib/app/time/days';
import { m } from '$lib/paraglide/messages.js';
import { rounds as saveRounds } from '$lib/records/administration/actions.server';
import { dosesKey } from '$lib/records/administration/live';
import { medicineRound, roundsOf, scanFigures } from '$lib/records/administration/queries';
import { roundAbout } from '$lib/records/administration/round';
import { roundSpan } from '$lib/records/administration/round.server';
import { ownWard } from '$lib/wards/care/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(dosesKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const { ward: wardId } = event.params;
	const [ward, rounds, { time_zone }] = await Promise.all([
		ownWard(client, wardId, access.staff_id),
		roundsOf(client, wardId),
		hospitalSettings(client)
	]);
	if (!ward || !rounds) error(404, m.errors_not_found());
	const now = new Date();
	const asked = event.url.searchParams.get('round');
	const day = dayOf(now, time_zone);
	const about = roundAbout(rounds.times, wallClock(now, time_zone).slice(11, 16));
	const chosen = asked && roundSpan(asked, day, time_zone) ? asked : about;
	const span = roundSpan(chosen, day, time_zone);
	const [patients, figures] = await Promise.all([
		span ? medicineRound(client, wardId, span.from, span.until) : [],
		may(access, 'reports.wards') ? scanFigures(client, wardId) : null
	]);
	return {
		ward,
		rounds,
		chosen,
		patients,
		figures,
		edits: may(access, 'beds.manage'),
		now: now.toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent<{ ward: string }>) => permitted(event, 'beds.manage'),
	{ rounds: saveRounds }
);
