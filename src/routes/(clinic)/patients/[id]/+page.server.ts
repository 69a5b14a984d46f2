import { fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import {
	addContact,
	archivePatient,
	issueLinkCode,
	keepAsCarer,
	linkAccount,
	removeContact,
	restorePatient,
	revokeLink,
	updatePatient,
	withdrawLinkCode
} from '$lib/people/patients/commands';
import { explainLinking, explainPatient } from '$lib/people/patients/errors';
import { patientCard } from '$lib/people/patients/queries';
import {
	archiveSchema,
	contactSchema,
	linkAccountSchema,
	linkCodeSchema,
	patientSchema
} from '$lib/people/patients/schema';
import { updatePreferences } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import { familyKey } from '$lib/people/portal/live';
import { preferencesSchema } from '$lib/people/portal/schema';
import { visitsKey } from '$lib/visits/scheduling/live';
import { comingVisits, pastVisits } from '$lib/visits/scheduling/queries';
import { pageNumber } from '$lib/app/lists/page';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { keeping, managed, patientOf } from '$lib/people/patients/record.server';

export const load: PageServerLoad = async (event) => {
	event.depends(familyKey);
	event.depends(visitsKey);
	const { access, patient, manages } = await patientOf(event);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const now = new Date().toISOString();
	const [coming, past, kept] = await Promise.all([
		comingVisits(client, [patient.id], { now, page: pageNumber(query.get('coming')) }),
		pastVisits(client, [patient.id], { now, page: pageNumber(query.get('past')) }),
		manages ? keeping(event, patient, now) : null
	]);
	return {
		patient,
		coming,
		past,
		kept,
		mayBook: may(access, 'appointments.book_any'),
		followsVisits: may(access, 'appointments.read_all')
	};
};

/** The page again, saying what was done. */
const done = (id: string, what: string): never =>
	redirect(303, `${resolve(`/patients/${id}`)}?done=${what}`);

/** A posted id, for the small forms that hold nothing else. */
async function posted(event: RequestEvent, name: string): Promise<string> {
	const value = (await event.request.formData()).get(name);
	return typeof value === 'string' ? value : '';
}

/** Does something about an account or a code, and says so or why not. */
async function act(
	event: RequestEvent,
	name: string,
	command: (id: string, value: string) => PromiseLike<{ error: { message: string } | null }>,
	what: string
) {
	const id = managed(event);
	const { error } = await command(id, await posted(event, name));
	if (!error) return done(id, what);
	const { status, message: trouble } = explainLinking(error);
	return fail(status, { trouble });
}

export const actions: Actions = {
	edit: async (event) => {
		const id = managed(event);
		const form = await superValidate(event.request, zod4(patientSchema), { id: 'edit' });
		if (!form.valid) return fail(400, { form });
		const { error } = await updatePatient(event.locals.supabase, id, form.data);
		if (!error) return done(id, 'saved');
		const { status, message: text } = explainPatient(error);
		if (error.code !== 'LN009') return message(form, text, { status });
		// What was typed stays; saving again is then a decision, with what is stored in sight.
		const stored = await patientCard(event.locals.supabase, id);
		if (stored) form.data.updated_at = stored.updated_at;
		return message(form, m.patients_changed_meanwhile(), { status });
	},
	contact: async (event) => {
		const id = managed(event);
		const form = await superValidate(event.request, zod4(contactSchema), { id: 'contact' });
		if (!form.valid) return fail(400, { form });
		const { error } = await addContact(event.locals.supabase, id, form.data);
		if (!error) return done(id, 'contact');
		const { status, message: text } = explainPatient(error);
		return message(form, text, { status });
	},
	removeContact: (event) =>
		act(
			event,
			'contact_id',
			(id, contact) => removeContact(event.locals.supabase, id, contact),
			'contact-removed'
		),
	code: async (event) => {
		const id = managed(event);
		const form = await superValidate(event.request, zod4(linkCodeSchema), { id: 'code' });
		if (!form.valid) return fail(400, { form });
		const { issued, error } = await issueLinkCode(event.locals.supabase, id, form.data);
		if (error) {
			const { status, message: text } = explainLinking(error);
			return message(form, text, { status });
		}
		// Shown with this answer and never again, so the page is not left for another address.
		if (issued.code) return { form, issued };
		return done(id, 'code-sent');
	},
	withdraw: (event) =>
		act(
			event,
			'code_id',
			(_id, code) => withdrawLinkCode(event.locals.supabase, code),
			'code-withdrawn'
		),
	link: async (event) => {
		const id = managed(event);
		const form = await superValidate(event.request, zod4(linkAccountSchema), { id: 'link' });
		if (!form.valid) return fail(400, { form });
		const { error } = await linkAccount(event.locals.supabase, id, form.data);
		if (!error) return done(id, 'linked');
		const { status, message: text } = explainLinking(error);
		return message(form, text, { status });
	},
	revoke: (event) =>
		act(event, 'user_id', (id, user) => revokeLink(event.locals.supabase, id, user), 'revoked'),
	keep: (event) =>
		act(event, 'user_id', (id, user) => keepAsCarer(event.locals.supabase, id, user), 'kept'),
	preferences: async (event) => {
		const id = managed(event);
		const form = await superValidate(event.request, zod4(preferencesSchema), {
			id: 'preferences'
		});
		if (!form.valid) return fail(400, { form });
		const { error } = await updatePreferences(event.locals.supabase, {
			...form.data,
			patient_id: id
		});
		if (!error) return done(id, 'preferences');
		const { status, message: text } = explainPortal(error);
		return message(form, text, { status });
	},
	archive: async (event) => {
		const id = managed(event);
		const form = await superValidate(event.request, zod4(archiveSchema), { id: 'archive' });
		if (!form.valid) return fail(400, { form });
		const { reason, updated_at } = form.data;
		const { error } = await archivePatient(event.locals.supabase, id, reason, updated_at);
		if (!error) return done(id, 'archived');
		const { status, message: text } = explainPatient(error);
		return message(form, text, { status });
	},
	restore: (event) =>
		act(
			event,
			'updated_at',
			(id, version) => restorePatient(event.locals.supabase, id, version),
			'restored'
		)
};
