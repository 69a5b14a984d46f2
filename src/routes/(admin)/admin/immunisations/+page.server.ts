import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { scheduleActions } from '$lib/records/immunisations/actions.server';
import { scheduleKey } from '$lib/records/immunisations/live';
import { schedule } from '$lib/records/immunisations/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'codes.manage');
	event.depends(scheduleKey);
	return { vaccines: await schedule(event.locals.supabase) };
};

export const actions = guarded((event) => permitted(event, 'codes.manage'), scheduleActions);
