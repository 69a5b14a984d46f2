import { error } from '@sveltejs/kit';
import { admissionKey } from '$lib/wards/nursing/live';
import { admissionHeader } from '$lib/wards/nursing/queries';
import { m } from '$lib/paraglide/messages.js';
import { openStay } from '$lib/people/openings/open.server';
import { permitted } from '$lib/access/session/guard.server';
import { tabsOf } from '../../tabs.server';
import type { LayoutServerLoad } from './$types';

/** The stay all these screens are about; for anybody who does not look after the patient, it does not exist. */
export const load: LayoutServerLoad = async (event) => {
	event.depends(admissionKey);
	const access = permitted(event, 'charts.read');
	const { opening } = await openStay(event, event.params.id);
	const admission = await admissionHeader(event.locals.supabase, event.params.id);
	if (!admission) error(404, m.errors_not_found());
	return {
		admission,
		tabs: tabsOf('stay', access, admission.id, event),
		opening,
		/** Whether the reader sees the board of the patient's ward. */
		seesBoard: access.ward_ids.includes(admission.ward_id),
		readAt: new Date().toISOString()
	};
};
