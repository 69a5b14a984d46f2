import { error, type RequestEvent } from '@sveltejs/kit';
import { may, type Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';

type Guarded = Pick<RequestEvent, 'locals' | 'url' | 'request'>;

/**
 * Those who work with visits: whoever sees them all, and doctors, who see their own (`doctorId`; null for
 * the others). For anybody else the list does not exist.
 */
export function visitReader(event: Guarded): { access: Access; doctorId: string | null } {
	const access = signedIn(event);
	if (may(access, 'appointments.read_all')) return { access, doctorId: null };
	if (access.doctor_id !== null) return { access, doctorId: access.doctor_id };
	error(404, m.errors_not_found());
}

/** Those who work here; which visit they see is the database's to say. */
export function colleague(event: Guarded): Access {
	const access = signedIn(event);
	if (access.staff_id === null) error(404, m.errors_not_found());
	return access;
}
