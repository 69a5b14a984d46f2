import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { may } from '$lib/access/session/access';
import {
	confirmLinkRequest,
	declineLinkRequest,
	keepAsCarer,
	revokeLink
} from '$lib/people/patients/commands';
import { explainLinking } from '$lib/people/patients/errors';
import { erasedRecord } from '$lib/people/erasures/queries';
import { linksToCheck, searchPatients } from '$lib/people/patients/queries';
import { matchSchema } from '$lib/people/patients/schema';
import { familyKey } from '$lib/people/portal/live';
import { unlinkSchema } from '$lib/people/portal/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'patients.read');
	event.depends(familyKey);
	const q = event.url.searchParams.get('q') ?? '';
	const manages = may(access, 'patients.manage');
	const [found, checks, erasedAt] = await Promise.all([
		searchPatients(event.locals.supabase, q),
		manages ? linksToCheck(event.locals.supabase) : [],
		/^\s*LN\d{8}\s*$/i.test(q) ? erasedRecord(event.locals.supabase, q) : null
	]);
	return {
		q,
		found,
		checks,
		erasedAt,
		manages,
		merges: may(access, 'patients.merge'),
		userId: access.user_id
	};
};

const back = (done: string) => `${resolve('/patients')}?done=${done}`;

/** Decides about a parent's link to somebody who came of age. */
const decide = (event: RequestEvent, command: typeof revokeLink, done: string) =>
	perform(event, {
		schema: unlinkSchema,
		explain: explainLinking,
		run: ({ user_id, patient_id }) => command(event.locals.supabase, patient_id, user_id),
		next: () => back(done)
	});

export const actions = guarded((event: RequestEvent) => permitted(event, 'patients.manage'), {
	confirm: (event) =>
		perform(event, {
			schema: matchSchema,
			explain: explainLinking,
			run: ({ request_id, document }) =>
				confirmLinkRequest(event.locals.supabase, request_id, document),
			next: () => back('confirmed')
		}),
	decline: (event) =>
		perform(event, {
			schema: z.object({ request_id: z.uuid() }),
			explain: explainLinking,
			run: ({ request_id }) => declineLinkRequest(event.locals.supabase, request_id),
			next: () => back('declined')
		}),
	keep: (event) => decide(event, keepAsCarer, 'kept'),
	revoke: (event) => decide(event, revokeLink, 'revoked')
});
