import type { RequestEvent } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { undo } from '$lib/access/roles/actions.server';
import { undoUntil } from '$lib/access/roles/history';
import { rolesKey } from '$lib/access/roles/live';
import { holders, permissions, roleChanges, roles } from '$lib/access/roles/queries';
import { guarded } from '$lib/app/forms/guarded';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'access.manage');
	event.depends(rolesKey);
	const client = event.locals.supabase;
	const [all, some, changes] = await Promise.all([
		roles(client),
		permissions(client),
		roleChanges(client, null, 1)
	]);
	const held = await holders(
		client,
		all.map(({ id }) => id)
	);
	const asked = event.url.searchParams.get('permission');
	// Of a role that is gone there is no other page.
	const [latest] = changes;
	const until = latest && !latest.after ? undoUntil(latest, access.user_id) : null;
	return {
		roles: all,
		permissions: some,
		holders: held,
		chosen: some.some(({ id }) => id === asked) ? asked : null,
		last: latest && until ? { ...latest, until } : null
	};
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'access.manage'), {
	undo
});
