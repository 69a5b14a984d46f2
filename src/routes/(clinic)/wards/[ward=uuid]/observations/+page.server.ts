import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { acknowledge } from '$lib/wards/nursing/actions.server';
import { observationsKey } from '$lib/wards/nursing/live';
import { wardRound } from '$lib/wards/nursing/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import { wardSummaries } from '$lib/wards/board/queries';
import type { PageServerLoad } from './$types';

/** For those who read charts on the ward of this page; for anybody else it does not exist. */
function reader(
	event: Pick<RequestEvent<{ ward: string }>, 'locals' | 'url' | 'request' | 'params'>
) {
	const access = permitted(event, 'charts.read');
	if (!access.ward_ids.includes(event.params.ward)) error(404, m.errors_not_found());
	return access;
}

export const load: PageServerLoad = async (event) => {
	event.depends(observationsKey);
	const access = reader(event);
	const client = event.locals.supabase;
	const [wards, round] = await Promise.all([
		wardSummaries(client),
		wardRound(client, event.params.ward)
	]);
	const ward = wards.find(({ ward_id }) => ward_id === event.params.ward);
	if (!ward) error(404, m.errors_not_found());
	return {
		ward,
		round,
		records: may(access, 'nursing.record'),
		isDoctor: access.doctor_id !== null,
		now: new Date().toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent<{ ward: string }>) => {
		reader(event);
		permitted(event, 'nursing.record');
	},
	{ acknowledge }
);
