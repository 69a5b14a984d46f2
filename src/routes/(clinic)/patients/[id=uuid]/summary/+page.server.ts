import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from '$lib/people/openings/open.server';
import { markActions } from '$lib/records/chart/actions.server';
import { chartKey } from '$lib/records/chart/live';
import type { SummaryLoad } from '$lib/records/chart/summary';
import type { PageServerLoad } from './$types';

const rooms = import.meta.glob<SummaryLoad<object>>('../../../../../lib/*/*/summary.server.ts', {
	eager: true,
	import: 'default'
});

/** A room as its component is known by, too: `records/problems`. */
const roomOf = (path: string) => path.split('/').slice(-3, -1).join('/');

/** What one must know now: what holds of the patient, and of each room what it says of them. */
export const load: PageServerLoad = async (event) => {
	event.depends(chartKey);
	const access = permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	// Who the patient is may be known; there the chart is opened for a reason.
	if (!opening) redirect(303, resolve('/(clinic)/patients/[id=uuid]', { id: event.params.id }));
	const ask = {
		client: event.locals.supabase,
		patientId: event.params.id,
		access,
		at: new Date().toISOString()
	};
	const parts = await Promise.all(
		Object.entries(rooms).map(async ([path, read]) => ({
			room: roomOf(path),
			facts: await read(ask)
		}))
	);
	return {
		parts,
		writesAlerts: may(access, 'alerts.manage'),
		decides: may(access, 'resuscitation.decide')
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'charts.read'),
	markActions
);
