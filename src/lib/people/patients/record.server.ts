import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import { may, type Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { keptPatient, patientCard, type PatientCard } from './queries';
import { permitted } from '$lib/access/session/guard.server';

type Event = Pick<RequestEvent<{ id: string }>, 'locals' | 'params' | 'url' | 'request'>;

/** Who asks, and about whom; for a command. */
export function managed(event: Event): string {
	permitted(event, 'patients.manage');
	return event.params.id;
}

interface Known {
	access: Access;
	patient: PatientCard;
	manages: boolean;
}

/** A layout and its page load at once: the record is read for both. */
const read = new WeakMap<App.Locals, Map<string, Promise<Known>>>();

/** The patient of the address for somebody who may know who it is; a record that was put into another leads there. */
export function patientOf(event: Event): Promise<Known> {
	const { locals, params } = event;
	const known = read.get(locals) ?? new Map<string, Promise<Known>>();
	read.set(locals, known);
	const patient = known.get(params.id) ?? readPatient(event);
	known.set(params.id, patient);
	return patient;
}

async function readPatient(event: Event): Promise<Known> {
	const access = permitted(event, 'patients.read');
	const manages = may(access, 'patients.manage');
	const patient = await patientCard(event.locals.supabase, event.params.id, { manages });
	if (!patient) error(404, m.errors_not_found());
	if (patient.erased_at) {
		error(410, m.erasures_gone({ when: formatDate(patient.erased_at) }));
	}
	const kept = patient.archived_at && (await keptPatient(event.locals.supabase, patient.id));
	if (kept) redirect(303, resolve(`/patients/${kept}`));
	return { access, patient, manages };
}
