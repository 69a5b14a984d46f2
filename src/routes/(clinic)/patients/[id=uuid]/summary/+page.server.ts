import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { openChart } from '$lib/people/openings/open.server';
import { markActions } from '$lib/records/chart/actions.server';
import { chartKey, summaryKey } from '$lib/records/chart/live';
import type { SummaryLoad } from '$lib/records/chart/summary';
import type { PageServerLoad } from './$types';

const rooms = import.meta.glob<SummaryLoad>('../../../../../lib/*/*/summary.server.ts', {
	eager: true,
	import: 'default'
});

/** What one must know now: what holds of the patient, and of each room what it says of them. */
export const load: PageServerLoad = async (event) => {
	event.depends(chartKey);
	event.depends(summaryKey);
	const access = permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	// Who the patient is may be known; there the chart is opened for a reason.
	if (!opening) redirect(303, resolve('/(clinic)/patients/[id=uuid]', { id: event.params.id }));
	const client = event.locals.supabase;
	const ask = {
		client,
		patientId: event.params.id,
		access,
		at: new Date().toISOString(),
		zone: (await hospitalSettings(client)).time_zone
	};
	const parts = await Promise.all(Object.values(rooms).map((read) => read(ask)));
	return {
		parts: parts.toSorted((one, other) => one.place - other.place),
		writesAlerts: may(access, 'alerts.manage'),
		decides: may(access, 'resuscitation.decide')
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'charts.read'),
	markActions
);
