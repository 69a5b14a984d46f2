import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';

/**
 * Lets in whoever acts for at least one patient, whatever else they are: a nurse is somebody's mother. A
 * patient without a record is sent to make one; for anybody else the portal does not exist.
 */
export function portalUser(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>): Access {
	const access = signedIn(event);
	if (access.patient_ids.length > 0) return access;
	if (access.kind === 'patient') redirect(303, resolve('/portal/welcome'));
	error(404, m.errors_not_found());
}
