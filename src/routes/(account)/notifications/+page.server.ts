import { startOf } from '$lib/app/lists/cursor';
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { explain } from '$lib/app/errors/explain';
import { markRead } from '$lib/communication/notifications/commands';
import { notificationsKey } from '$lib/communication/notifications/live';
import { notificationPage, ownKinds, unanswered } from '$lib/communication/notifications/queries';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	event.depends(notificationsKey);
	const query = event.url.searchParams;
	const kinds = await ownKinds(event.locals.supabase);
	const filter = {
		unread: query.has('unread'),
		kind: kinds.find((kind) => kind === query.get('kind')) ?? null,
		group: query.get('about') || null
	};
	const start = startOf(query);
	const [urgent, list] = await Promise.all([
		start || filter.kind || filter.group ? [] : unanswered(event.locals.supabase),
		notificationPage(event.locals.supabase, { ...filter, start })
	]);
	return {
		userId: access.user_id,
		kinds,
		filter,
		urgent,
		...list,
		rows: list.rows.filter(({ id }) => !urgent.some((critical) => critical.id === id)),
		now: new Date().toISOString()
	};
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	read: (event) =>
		perform(event, {
			schema: z.object({ id: z.uuid() }),
			explain,
			run: ({ id }) => markRead(event.locals.supabase, [id])
		}),
	readAll: (event) =>
		perform(event, {
			schema: z.object({}),
			explain,
			run: () => markRead(event.locals.supabase)
		})
});
