import { fail, redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import {
	confirmLinkRequest,
	declineLinkRequest,
	keepAsCarer,
	revokeLink
} from '$lib/people/patients/commands';
import { explainLinking } from '$lib/people/patients/errors';
import { linksToCheck, searchPatients } from '$lib/people/patients/queries';
import { matchSchema } from '$lib/people/patients/schema';
import { familyKey } from '$lib/people/portal/live';
import { unlinkSchema } from '$lib/people/portal/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'patients.read');
	event.depends(familyKey);
	const q = event.url.searchParams.get('q') ?? '';
	const manages = may(access, 'patients.manage');
	const [found, checks] = await Promise.all([
		searchPatients(event.locals.supabase, q),
		manages ? linksToCheck(event.locals.supabase) : []
	]);
	return { q, found, checks, manages, userId: access.user_id };
};

/** What came of a decision, beside the entry it was about. */
const refused = (about: string, error: Parameters<typeof explainLinking>[0]) => {
	const { status, message } = explainLinking(error);
	return fail(status, { about, trouble: message });
};

const back = (done: string): never => redirect(303, `${resolve('/patients')}?done=${done}`);

/** Decides about a parent's link to somebody who came of age. */
async function decide(event: RequestEvent, command: typeof revokeLink, done: string) {
	permitted(event, 'patients.manage');
	const form = await superValidate(event.request, zod4(unlinkSchema));
	if (!form.valid) return fail(400, { about: '', trouble: m.errors_invalid() });
	const { user_id, patient_id } = form.data;
	const { error } = await command(event.locals.supabase, patient_id, user_id);
	return error ? refused(user_id + patient_id, error) : back(done);
}

export const actions: Actions = {
	confirm: async (event) => {
		permitted(event, 'patients.manage');
		const form = await superValidate(event.request, zod4(matchSchema));
		const { request_id, document } = form.data;
		if (!form.valid) {
			return fail(400, { about: request_id, trouble: m.patients_error_document() });
		}
		const { error } = await confirmLinkRequest(event.locals.supabase, request_id, document);
		return error ? refused(request_id, error) : back('confirmed');
	},
	decline: async (event) => {
		permitted(event, 'patients.manage');
		const form = await superValidate(event.request, zod4(z.object({ request_id: z.uuid() })));
		if (!form.valid) return fail(400, { about: '', trouble: m.errors_invalid() });
		const { request_id } = form.data;
		const { error } = await declineLinkRequest(event.locals.supabase, request_id);
		return error ? refused(request_id, error) : back('declined');
	},
	keep: (event) => decide(event, keepAsCarer, 'kept'),
	revoke: (event) => decide(event, revokeLink, 'revoked')
};
