import type { RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { readCursor } from '$lib/app/lists/cursor';
import { inboxActions } from '$lib/communication/inbox/actions.server';
import { kindName, said } from '$lib/communication/inbox/kinds.server';
import { inboxKey } from '$lib/communication/inbox/live';
import { colleagues, readInbox, standIns } from '$lib/communication/inbox/queries';
import type { PageServerLoad } from './$types';

/** How many of a kind are shown where all kinds are, and of one on a page. */
const first = 8;
const page = 40;

export const load: PageServerLoad = async (event) => {
	event.depends(inboxKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const asked = query.get('kind');
	const kind = asked && /^[a-z_]{3,40}$/.test(asked) ? asked : null;
	const cursor = readCursor(query.get('after'));
	const naming = query.has('away');
	const forOthers = may(access, 'inbox.hand_over');
	const [inbox, standing, names] = await Promise.all([
		readInbox(client, {
			kind,
			after: cursor && { ...cursor, urgent: query.has('urgent') },
			size: kind ? page : first
		}),
		standIns(client, new Date(), forOthers ? null : access.staff_id),
		naming ? colleagues(client) : []
	]);
	return {
		kind,
		own: access.staff_id,
		counts: inbox.counts.map((counted) => ({ ...counted, name: kindName(counted.kind) })),
		items: inbox.items.map(said),
		more: inbox.more,
		later: cursor !== null,
		/** The navigation counts by it while this page is open. */
		inboxTotal: inbox.total,
		standIns: standing,
		forOthers,
		naming,
		colleagues: names,
		now: new Date().toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent) => permitted(event, 'charts.read'),
	inboxActions
);
