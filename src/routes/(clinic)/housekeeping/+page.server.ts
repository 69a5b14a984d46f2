import type { RequestEvent } from '@sveltejs/kit';
import { lastStep } from '$lib/app/undo/steps';
import { dayOf } from '$lib/app/time/days';
import { startOfDay } from '$lib/app/time/instants.server';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { wardActions } from '$lib/wards/board/actions.server';
import { cleaningTasks } from '$lib/wards/board/cleaning';
import { cleaningKey } from '$lib/wards/board/live';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(cleaningKey);
	const access = permitted(event, 'housekeeping.work');
	const { supabase } = event.locals;
	const now = new Date();
	const { time_zone } = await hospitalSettings(supabase);
	const [tasks, step] = await Promise.all([
		cleaningTasks(supabase, startOfDay(dayOf(now, time_zone), time_zone)),
		lastStep(supabase, 'cleaning')
	]);
	return { tasks, step, mayStepBack: may(access, 'beds.step_back'), now: now.toISOString() };
};

const act =
	(name: 'start' | 'finish' | 'handback' | 'again' | 'undo_cleaning') => (event: RequestEvent) => {
		permitted(event, 'housekeeping.work');
		return wardActions[name](event);
	};

export const actions: Actions = {
	start: act('start'),
	finish: act('finish'),
	handback: act('handback'),
	again: act('again'),
	undo_cleaning: act('undo_cleaning')
};
