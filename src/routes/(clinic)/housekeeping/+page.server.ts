import type { RequestEvent } from '@sveltejs/kit';
import { dayOf } from '$lib/app/time/days';
import { startOfDay } from '$lib/app/time/instants.server';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { wardActions } from '$lib/wards/board/actions.server';
import { cleaningTasks } from '$lib/wards/board/cleaning';
import { cleaningKey } from '$lib/wards/board/live';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(cleaningKey);
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
