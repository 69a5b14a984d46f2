import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { may, type Access, type Kind, type Permission } from './access';
import { m } from '$lib/paraglide/messages.js';

type Guarded = Pick<RequestEvent, 'locals' | 'url' | 'request'>;

const toEnrol = /^\/(two-factor|profile|update-password|step-up)$/;
/** Where a session that is not whole becomes so. */
const doors = { locked: '/unlock', code: '/sign-in/code' } as const;

/**
 * Who is asking; strangers are sent to sign in and brought back afterwards. Every load and action calls this or one of
 * the guards below: layouts lay out, they do not secure.
 *
 * @throws redirect 303 to `/sign-in`, or to where a session that lacks something gets it; or error 503 while the hospital's server does not answer
 */
export function signedIn(event: Guarded): Access {
	if (event.locals.unreachable) error(503, { message: m.errors_unreachable(), unreachable: true });
	const { access } = event.locals;
	if (access) {
		// A role of theirs gives nothing before they have a second factor: there, and what helps to get there.
		if (access.lacks === 'enrol' && !toEnrol.test(event.url.pathname)) redirect(303, '/two-factor');
		return access;
	}
	// A posted form is not sent again: its page is where to come back to.
	const query = event.request.method === 'GET' ? event.url.search : '';
	const next = event.url.pathname + query;
	const { lacks } = event.locals;
	const door = lacks ? doors[lacks] : '/sign-in';
	redirect(303, next === '/' ? door : `${door}?next=${encodeURIComponent(next)}`);
}

/**
 * Only for those who hold the permission; for the others the thing does not exist.
 *
 * @throws as `signedIn`, or error 404
 */
export function permitted(event: Guarded, permission: Permission): Access {
	const access = signedIn(event);
	if (!may(access, permission)) {
		event.locals.refused = permission;
		error(404, m.errors_not_found());
	}
	return access;
}

/**
 * Only for people of one of these kinds; for the others the thing does not exist.
 *
 * @throws as `signedIn`, or error 404
 */
export function ofKind(event: Guarded, ...kinds: Kind[]): Access {
	const access = signedIn(event);
	if (!kinds.includes(access.kind)) {
		event.locals.refused = kinds.join(', ');
		error(404, m.errors_not_found());
	}
	return access;
}
