import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { wallClock } from '$lib/app/time/clock';
import { dosesKey } from '$lib/records/administration/live';
import { doseTimes } from '$lib/records/administration/queries';
import { careKey } from '$lib/wards/care/live';
import { lastStep } from '$lib/app/undo/steps';
import { taskActions } from '$lib/wards/care/actions.server';
import { ownWard, wardNurses, wardPatients, wardTasks } from '$lib/wards/care/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey, dosesKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const now = new Date();
	const ward = await ownWard(client, event.params.ward, access.staff_id);
	// What is done for patients is for those who work there, whoever else sees the board.
	if (!ward) error(404, m.errors_not_found());
	const [tasks, patients, nurses, { time_zone }, step, doses] = await Promise.all([
		wardTasks(client, ward.id, now),
		wardPatients(client, ward.id),
		wardNurses(client, ward.id),
		hospitalSettings(client),
		lastStep(client, 'task'),
		doseTimes(client, ward.id)
	]);
	return {
		ward,
		tasks,
		step,
		doses,
		patients,
		nurses,
		mayRecord: may(access, 'nursing.record'),
		mine: event.url.searchParams.get('who') === 'me',
		nextHour: wallClock(now.getTime() + 3_600_000, time_zone).replace(/\d\d$/, '00'),
		now: now.toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent) => permitted(event, 'nursing.record'),
	taskActions
);
