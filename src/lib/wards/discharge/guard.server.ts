import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';

/** Who deals with the end of a stay; for the others what is about it does not exist. */
export function dischargers(
	event: Pick<RequestEvent<{ id: string }>, 'locals' | 'url' | 'request' | 'params'>
) {
	const access = permitted(event, 'admissions.manage');
	if (!may(access, 'charts.read')) error(404, m.errors_not_found());
	return access;
}
