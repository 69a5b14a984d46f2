import type { RequestEvent } from '@sveltejs/kit';
import { liveKeys } from '$lib/live/keys';
import { dayOf, startOfDay } from '$lib/scheduling/days';
import { permitted } from '$lib/server/guard';
import { hospitalSettings } from '$lib/server/hospital';
import { wardActions } from '$lib/wards/actions.server';
import { cleaningTasks } from '$lib/wards/cleaning';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(liveKeys.cleaning);
	permitted(event, 'housekeeping.work');
	const { supabase } = event.locals;
	const now = new Date();
	const { time_zone } = await hospitalSettings(supabase);
	const tasks = await cleaningTasks(supabase, startOfDay(dayOf(now, time_zone), time_zone));
	return { tasks, now: now.toISOString() };
};

const act = (name: 'start' | 'finish' | 'handback') => (event: RequestEvent) => {
	permitted(event, 'housekeeping.work');
	return wardActions[name](event);
};

export const actions: Actions = {
	start: act('start'),
	finish: act('finish'),
	handback: act('handback')
};
