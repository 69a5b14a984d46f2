import { error, type RequestEvent } from '@sveltejs/kit';
import { wallClock } from '$lib/app/time/clock';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { careKey } from '$lib/wards/care/live';
import { taskActions } from '$lib/wards/care/actions.server';
import { ownWard, stayTasks, wardNurses } from '$lib/wards/care/queries';
import { admissionHeader } from '$lib/wards/nursing/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const now = new Date();
	const [admission, { time_zone }] = await Promise.all([
		admissionHeader(client, event.params.id),
		hospitalSettings(client)
	]);
	if (!admission) error(404, m.errors_not_found());
	const [tasks, ward] = await Promise.all([
		stayTasks(client, admission.id),
		ownWard(client, admission.ward_id, access.staff_id)
	]);
	const records = may(access, 'nursing.record') && !admission.discharged_at;
	return {
		tasks,
		may: { record: records, assign: records && ward !== null },
		nurses: ward ? await wardNurses(client, ward.id) : [],
		nextHour: wallClock(now.getTime() + 3_600_000, time_zone).replace(/\d\d$/, '00'),
		now: now.toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent) => permitted(event, 'nursing.record'),
	taskActions
);
