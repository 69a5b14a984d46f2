import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { permitted } from '$lib/access/session/guard.server';
import { make, review, undo } from '$lib/access/roles/actions.server';
import { undoUntil } from '$lib/access/roles/history';
import { rolesKey } from '$lib/access/roles/live';
import { holders, permissions, roleChanges, roles } from '$lib/access/roles/queries';
import { roleForm } from '$lib/access/roles/role-form';
import { guarded } from '$lib/app/forms/guarded';
import { missing } from '../../guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'access.manage');
	event.depends(rolesKey);
	const client = event.locals.supabase;
	const [all, some, held, changes] = await Promise.all([
		roles(client),
		permissions(client),
		holders(client, [event.params.id]),
		roleChanges(client, event.params.id)
	]);
	const role = all.find(({ id }) => id === event.params.id) ?? missing();
	const [latest] = changes;
	const until = undoUntil(latest, access.user_id);
	return {
		role,
		roles: all,
		permissions: some,
		holders: held,
		changes,
		last: latest && until ? { ...latest, until } : null
	};
};

const deleting = z
	.object({ move_to: z.string().max(40).default('') })
	.transform(({ move_to }) => ({ do: 'delete_role' as const, move_to }));

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'access.manage'),
	{
		review: (event) =>
			review(event, roleForm(event.params.id).schema, roleForm(event.params.id).read),
		remove: (event) =>
			review(
				event,
				deleting.transform((change) => ({ ...change, role_id: event.params.id }))
			),
		make: (event) =>
			make(event, (change) =>
				change.do === 'delete_role'
					? resolve('/admin/roles') + '?done=deleted'
					: `${event.url.pathname}?done=changed&at=${Date.now()}`
			),
		undo
	}
);
