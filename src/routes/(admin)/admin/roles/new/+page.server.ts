import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { permitted } from '$lib/access/session/guard.server';
import { createRole } from '$lib/access/roles/commands';
import { explainRole } from '$lib/access/roles/errors';
import { rolesKey } from '$lib/access/roles/live';
import { roles } from '$lib/access/roles/queries';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(rolesKey);
	return { roles: await roles(event.locals.supabase) };
};

const creating = z.object({
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.roles_error_name() })
		.max(80, { error: () => m.roles_error_name() }),
	description: z
		.string()
		.trim()
		.max(300, { error: () => m.roles_error_description() }),
	from: z.string().max(40)
});

export const actions = guarded((event: RequestEvent) => permitted(event, 'access.manage'), {
	create: (event) =>
		perform(event, {
			schema: creating,
			explain: explainRole,
			run: (input) => createRole(event.locals.supabase, input),
			next: ({ data }) => resolve('/(admin)/admin/roles/[id]', { id: data.id }) + '?done=created'
		})
});
