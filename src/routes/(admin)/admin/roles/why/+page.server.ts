import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { explainAccess } from '$lib/access/roles/commands';
import { explainRole } from '$lib/access/roles/errors';
import { rolesKey } from '$lib/access/roles/live';
import { permissions } from '$lib/access/roles/queries';
import { guarded } from '$lib/app/forms/guarded';
import { idFrom } from '$lib/app/forms/id';
import { perform } from '$lib/app/forms/perform.server';
import { colleagueOf } from '$lib/people/directory/staff';
import { m } from '$lib/paraglide/messages.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'access.manage');
	event.depends(rolesKey);
	const client = event.locals.supabase;
	const asked = idFrom(event.url.searchParams.get('person'));
	const [some, chosen] = await Promise.all([
		permissions(client),
		asked ? colleagueOf(client, asked) : null
	]);
	return {
		permissions: some,
		chosen,
		// What gives a record is told to whoever reads the log, and finds patients.
		records: may(access, 'audit.read') && may(access, 'patients.read')
	};
};

const asking = z.object({
	user_id: z.uuid({ error: () => m.roles_why_choose_person() }),
	permission: z
		.string()
		.min(1, { error: () => m.roles_why_choose_permission() })
		.max(80),
	patient_id: z.union([z.literal(''), z.uuid()]).default('')
});

export const actions = guarded((event: RequestEvent) => permitted(event, 'access.manage'), {
	ask: (event) =>
		perform(event, {
			schema: asking,
			explain: explainRole,
			run: (question) => explainAccess(event.locals.supabase, question),
			next: ({ data }) => ({ answer: data })
		})
});
