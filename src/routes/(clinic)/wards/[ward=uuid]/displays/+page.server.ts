import { error, type RequestEvent } from '@sveltejs/kit';
import { displaysKey } from '$lib/wards/displays/live';
import { guarded } from '$lib/app/forms/guarded';
import { displayActions } from '$lib/wards/displays/actions.server';
import { wardDisplays, wardName } from '$lib/wards/displays/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

type WardEvent = Pick<RequestEvent<{ ward: string }>, 'locals' | 'url' | 'request' | 'params'>;

/** The ward of this page; it does not exist for those who do not manage its displays. */
function wardId(event: WardEvent): string {
	const { ward_ids } = permitted(event, 'displays.manage');
	if (!ward_ids.includes(event.params.ward)) error(404, m.errors_not_found());
	return event.params.ward;
}

export const load: PageServerLoad = async (event) => {
	event.depends(displaysKey);
	const id = wardId(event);
	const { supabase } = event.locals;
	const [displays, name] = await Promise.all([wardDisplays(supabase, id), wardName(supabase, id)]);
	if (!name) error(404, m.errors_not_found());
	return { ward: { id, name }, displays };
};

export const actions = guarded(wardId, displayActions);
