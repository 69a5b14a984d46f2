import process from 'node:process';
import {
	redirect,
	type Handle,
	type HandleServerError,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';
import { env } from '$env/dynamic/private';
import { sequence } from '@sveltejs/kit/hooks';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { forgetActive, isIdle, noteActive } from '$lib/access/session/idle.server';
import { accessSchema, asOfSchema } from '$lib/access/session/schema';
import { isUnreachable, type Refusal } from '$lib/app/errors/explain';
import { loggable } from '$lib/app/errors/log';
import { strangers } from '$lib/app/server/brake';
import { log, requestId } from '$lib/app/server/log';
import { metrics } from '$lib/app/server/metrics';
import { asOfHeader } from '$lib/app/live/as-of';
import { m } from '$lib/paraglide/messages.js';
import { getTextDirection } from '$lib/paraglide/runtime.js';
import { paraglideMiddleware } from '$lib/paraglide/server.js';
import { offerGateway } from '$lib/wards/displays/gateway/offer';
import { Answers } from '$lib/app/supabase/answers';
import { readWritten } from '$lib/app/time/reading';
import { noteRefusal } from '$lib/access/audit/refused.server';
import { supabaseAddress, supabaseFor } from '$lib/app/supabase/server';

export const init: ServerInit = () => {
	offerGateway();
	// A promise somebody forgot must not end the process, and with it every page of the hospital.
	process.on('unhandledRejection', (reason) => {
		log('error', 'unhandled rejection', { error: loggable(reason) });
	});
};

/**
 * No text of ours holds the character NUL, and the database refuses every one that does. No address of ours begins with
 * two slashes, and for one that does Kit cannot set a cookie.
 */
const address: Handle = ({ event, resolve }) =>
	event.url.href.includes('%00') || event.url.pathname.startsWith('//')
		? new Response(m.errors_not_found(), { status: 404 })
		: resolve(event);

/** Without a script a form of filters gives what was typed: where it leads says it in ISO, and can be sent on. */
const written: Handle = ({ event, resolve }) => {
	const { origin, pathname, searchParams } = new URL(event.url);
	if (event.request.method !== 'GET' || !readWritten(searchParams)) return resolve(event);
	redirect(303, `${origin}${pathname}?${searchParams}`);
};

const language: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ locale }) =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				html.replace('%lantern.lang%', locale).replace('%lantern.dir%', getTextDirection(locale))
		})
	);

/**
 * Finds out who is asking, once per request. `current_access()` is the one call: PostgREST checks the token, so asking
 * the auth service as well would only cost time. Nothing is believed of what the cookie says about itself. All else is
 * read after it, so it says as of when the page is.
 */
const identity: Handle = async ({ event, resolve }) => {
	event.locals.once = null;
	event.locals.answers = new Answers();
	event.locals.supabase = supabaseFor(event);
	event.locals.access = null;
	event.locals.lacks = null;
	event.locals.unreachable = false;
	let asOf = '';

	const { answers } = event.locals;
	// A session that is to be renewed is asked for over the network.
	const kept = await answers.within(event.locals.supabase.auth.getSession());
	if (!kept) {
		event.locals.unreachable = true;
		// The other one waits for the session, whatever is asked of it.
		event.locals.supabase = supabaseFor(event);
	} else if (kept.data.session) {
		const { idle_minutes: minutes } = await hospitalSettings(event.locals.supabase);
		if (isIdle(event.cookies, minutes)) {
			forgetActive(event.cookies);
			await event.locals.supabase.auth.signOut({ scope: 'local' });
		} else {
			const [answer] = await Promise.all([
				event.locals.supabase.rpc('current_access'),
				noteActive(event)
			]);
			if (answer.error) event.locals.unreachable = isUnreachable(answer.error);
			else if (answer.data) {
				const access = accessSchema.parse(answer.data);
				// Who has not shown the second factor, or sits before a locked screen, is nobody yet.
				if (access.lacks === 'code' || access.lacks === 'locked') event.locals.lacks = access.lacks;
				else event.locals.access = access;
				asOf = asOfSchema.parse(answer.data).as_of;
			}
		}
	} else forgetActive(event.cookies);
	const refused = tooMany(event);
	if (refused) return refused;
	// What a form is to write may take its time.
	answers.unbounded = event.request.method === 'POST';
	const response = await resolve(event, {
		filterSerializedResponseHeaders: (name) => name === 'content-range',
		transformPageChunk: ({ html }) => html.replace('%lantern.as-of%', asOf)
	});
	if (event.locals.refused) await noteRefusal(event, event.locals.refused);
	if (event.isDataRequest) response.headers.set(asOfHeader, asOf);
	return response;
};

/** Where a patient is photographed, and where wristbands and packs are scanned. */
const usesCamera = new Set([
	'/(clinic)/patients/[id=uuid]/registration',
	'/(clinic)/admissions/[id=uuid]/medicines'
]);

/** What the browser may do with our pages. */
const headers: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const policy = response.headers.get('content-security-policy');
	if (policy) {
		const { url } = supabaseAddress();
		const live = url.replace(/^http/, 'ws');
		// The displays' gateway is our own; not every browser counts its WebSocket as 'self'.
		const own = event.url.origin.replace(/^http/, 'ws');
		response.headers.set(
			'content-security-policy',
			`${policy}; connect-src 'self' ${own} ${url} ${live}`
		);
	}
	response.headers.set('referrer-policy', 'same-origin');
	response.headers.set('x-content-type-options', 'nosniff');
	// A file is shown within its own page.
	if (response.headers.get('x-frame-options') !== 'SAMEORIGIN')
		response.headers.set('x-frame-options', 'DENY');
	response.headers.set('cross-origin-opener-policy', 'same-origin');
	const camera = usesCamera.has(event.route.id ?? '') ? '(self)' : '()';
	response.headers.set(
		'permissions-policy',
		`camera=${camera}, microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()`
	);
	if (event.url.protocol === 'https:') {
		response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
	}
	// A page about a patient must not come back from a shared computer's cache.
	if (event.locals.access && !response.headers.has('cache-control')) {
		response.headers.set('cache-control', 'private, no-store');
	}
	return response;
};

/** Names the request, counts it, and writes a line about it where `LOG_REQUESTS` is set: the route as a pattern, no address. */
const observed: Handle = async ({ event, resolve }) => {
	event.locals.requestId = requestId(event.request.headers);
	const answered = metrics.begin(event.request.method);
	const since = performance.now();
	let status = 500;
	try {
		const response = await resolve(event);
		status = response.status;
		response.headers.set('x-request-id', event.locals.requestId);
		return response;
	} finally {
		answered(event.route.id, status);
		if (env.LOG_REQUESTS) {
			log('info', 'request', {
				request: event.locals.requestId,
				method: event.request.method,
				route: event.route.id,
				status,
				ms: Math.round(performance.now() - since)
			});
		}
	}
};

/** Who is a stranger and asks without end waits, before anything is asked of the database for them. */
function tooMany(event: RequestEvent): Response | undefined {
	if (event.locals.access) return undefined;
	const seconds = strangers.secondsToWait(event.getClientAddress());
	if (seconds === 0) return undefined;
	return new Response(m.errors_too_often({ seconds }), {
		status: 429,
		headers: { 'retry-after': String(seconds), 'content-type': 'text/plain; charset=utf-8' }
	});
}

export const handle = sequence(observed, language, address, written, headers, identity);

/** Logs under an id what nobody foresaw; people are shown the id and no more. */
export const handleError: HandleServerError = ({ error, event, status }) => {
	// A page that is not there, an address that cannot be read, a form too large: nothing has failed here.
	if (status < 500) {
		return { message: status === 404 ? m.errors_not_found() : m.errors_invalid() };
	}
	const asked = {
		request: event.locals.requestId,
		method: event.request.method,
		route: event.route.id
	};
	// What the database's client hands back is no Error until it is asked to throw.
	if (typeof error === 'object' && error && 'message' in error && isUnreachable(error as Refusal)) {
		log('error', 'unreachable', asked);
		return { message: m.errors_unreachable(), unreachable: true };
	}
	const id = crypto.randomUUID().slice(0, 8);
	log('error', 'unexpected', { id, ...asked, error: loggable(error) });
	return { message: m.errors_unexpected({ id }), id };
};
