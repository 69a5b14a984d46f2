import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { Access } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from './open.server';

type Event = Pick<RequestEvent<{ id: string }>, 'locals' | 'params' | 'url' | 'request'>;

/**
 * Opens the chart of the address for whoever reads charts. Where it stays shut they are led to who the patient is, which
 * may be known, and where it is opened for a reason; for who is not there that page does not exist.
 *
 * @throws redirect 303, or as `permitted`
 */
export async function chartOf(event: Event): Promise<Access> {
	const access = permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	if (!opening) redirect(303, resolve('/(clinic)/patients/[id=uuid]', { id: event.params.id }));
	return access;
}
