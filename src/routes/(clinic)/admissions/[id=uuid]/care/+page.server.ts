import type { RequestEvent } from '@sveltejs/kit';
import { wallClock } from '$lib/app/time/clock';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { careKey } from '$lib/wards/care/live';
import { lastStep } from '$lib/app/undo/steps';
import { taskActions } from '$lib/wards/care/actions.server';
import { ownWards, stayTasks, wardNurses } from '$lib/wards/care/queries';
import { openStay } from '$lib/people/openings/open.server';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey);
	const access = permitted(event, 'charts.read');
	await openStay(event, event.params.id);
	const client = event.locals.supabase;
	const now = new Date();
	// Whose stay it is, is the layout's to judge.
	const [{ admission, hospital }, tasks, wards, step] = await Promise.all([
		event.parent(),
		stayTasks(client, event.params.id),
		ownWards(client, access.staff_id),
		lastStep(client, 'task')
	]);
	const ward = wards.find(({ id }) => id === admission.ward_id);
	const records = may(access, 'nursing.record') && !admission.discharged_at;
	return {
		tasks,
		step,
		may: { record: records, assign: records && ward !== undefined },
		nurses: ward ? await wardNurses(client, ward.id) : [],
		nextHour: wallClock(now.getTime() + 3_600_000, hospital.time_zone).replace(/\d\d$/, '00'),
		now: now.toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent) => permitted(event, 'nursing.record'),
	taskActions
);
