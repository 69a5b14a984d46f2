import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { startOf } from '$lib/app/lists/cursor';
import { explain } from '$lib/app/errors/explain';
import { markRead } from '$lib/communication/notifications/commands';
import { notificationsKey } from '$lib/communication/notifications/live';
import { notificationPage, ownKinds, unanswered } from '$lib/communication/notifications/queries';
import { signedIn } from '$lib/access/session/guard.server';
import { withQuery } from '$lib/app/ui/address';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

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

const markSchema = z.object({ id: z.uuid() });

/** Back to where the person was, as it is now. */
const here = ({ url }: RequestEvent) => redirect(303, url.pathname + withQuery(url, {}));

export const actions: Actions = {
	read: async (event) => {
		signedIn(event);
		const asked = markSchema.safeParse(Object.fromEntries(await event.request.formData()));
		if (!asked.success) return fail(400);
		const { error } = await markRead(event.locals.supabase, [asked.data.id]);
		if (!error) return here(event);
		const { status, message } = explain(error);
		return fail(status, { trouble: message });
	},
	readAll: async (event) => {
		signedIn(event);
		const { error } = await markRead(event.locals.supabase);
		if (!error) return here(event);
		const { status, message } = explain(error);
		return fail(status, { trouble: message });
	}
};
