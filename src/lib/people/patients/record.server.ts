import { idFrom } from '$lib/app/server/address';
import { error, type RequestEvent } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { openLinkCodes, patientCard, type PatientCard } from './queries';
import {
	archiveSchema,
	contactSchema,
	linkAccountSchema,
	linkCodeSchema,
	patientSchema
} from './schema';
import { accountsOf, preferencesOf } from '$lib/people/portal/queries';
import { preferencesSchema } from '$lib/people/portal/schema';
import { permitted } from '$lib/access/session/guard.server';

type Event = Pick<RequestEvent, 'locals' | 'params' | 'url' | 'request'>;

/** The id of the address; what cannot be one is not there. */
export function patientId(event: Event): string {
	const id = event.params.id ?? '';
	if (!idFrom(id)) error(404, m.errors_not_found());
	return id;
}

/** Who asks, and about whom; for a command. */
export function managed(event: Event): string {
	permitted(event, 'patients.manage');
	return patientId(event);
}

/** The patient of the address for somebody who may know who it is. */
export async function patientOf(event: Event) {
	const access = permitted(event, 'patients.read');
	const patient = await patientCard(event.locals.supabase, patientId(event));
	if (!patient) error(404, m.errors_not_found());
	return { access, patient, manages: may(access, 'patients.manage') };
}

const options = { errors: false };

/** What those who keep the records see besides: accounts, codes, preferences, and the form that is open. */
export async function keeping(event: Event, patient: PatientCard, now: string) {
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const open = ['edit', 'contact', 'code', 'link', 'archive'].find((name) => query.has(name));
	const [accounts, codes, preferences] = await Promise.all([
		accountsOf(client, patient.id),
		openLinkCodes(client, patient.id, now),
		preferencesOf(client, patient.id)
	]);
	return {
		accounts,
		codes,
		open: open ?? null,
		revoking: accounts.find(({ user_id }) => user_id === query.get('revoke'))?.user_id ?? null,
		preferences: await superValidate(preferences, zod4(preferencesSchema), {
			...options,
			id: 'preferences'
		}),
		edit: open === 'edit' ? await editForm(patient) : null,
		contact: await superValidate(zod4(contactSchema), { ...options, id: 'contact' }),
		code: await superValidate(zod4(linkCodeSchema), { ...options, id: 'code' }),
		link: await superValidate(zod4(linkAccountSchema), { ...options, id: 'link' }),
		archive: await superValidate({ updated_at: patient.updated_at }, zod4(archiveSchema), {
			...options,
			id: 'archive'
		})
	};
}

/** A patient's particulars as a form holds them. */
const editForm = (patient: PatientCard) =>
	superValidate(
		{
			updated_at: patient.updated_at,
			given_name: patient.given_name,
			family_name: patient.family_name,
			birth_date: patient.birth_date,
			sex: patientSchema.shape.sex.safeParse(patient.sex).data ?? 'unknown',
			phone: patient.phone ?? '',
			email: patient.email ?? '',
			address_line: patient.address_line ?? '',
			city: patient.city ?? '',
			postal_code: patient.postal_code ?? '',
			country: patient.country ?? '',
			preferred_language: patient.preferred_language ?? ''
		},
		zod4(patientSchema),
		{ ...options, id: 'edit' }
	);
