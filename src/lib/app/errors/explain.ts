import { m } from '$lib/paraglide/messages.js';

/** What PostgREST, the auth service or a failed request hands back. */
export interface Refusal {
	message: string;
	code?: string;
	/** Of the auth service's answers, which have not all a code. */
	status?: number;
	hint?: string | null;
	details?: string | null;
}

/** An answer for people: an HTTP status to fail with, and words that say what to do next. */
export interface Explained {
	status: number;
	message: string;
	/** The field of a form it is about, where it is not about the whole. */
	field?: string;
	/** The failure's name in the log, when it is one nobody foresaw. It is part of the message too. */
	id?: string;
}

/** The words are a function: they are chosen in the language of the request. */
interface Explanation {
	status: number;
	message: () => string;
	field?: string;
}

/** What one domain knows of its own refusals (`src/lib/<domain>/errors.ts`). */
export interface ErrorRoom {
	/** By constraint name: the most exact thing that can be said. */
	byConstraint?: Record<string, Explanation>;
	/** By SQLSTATE, Lantern's own (`LN001` …) or the standard's. */
	byCode?: Record<string, Explanation>;
}

const everywhere: Record<string, Explanation> = {
	'42501': { status: 403, message: m.errors_not_permitted },
	PT404: { status: 404, message: m.errors_not_found },
	PGRST116: { status: 404, message: m.errors_not_found },
	PGRST301: { status: 401, message: m.errors_signed_out },
	PGRST302: { status: 401, message: m.errors_signed_out },
	PGRST303: { status: 401, message: m.errors_signed_out },
	'22023': { status: 422, message: m.errors_invalid },
	'22P02': { status: 422, message: m.errors_invalid },
	// What no column holds: a number too large, a day that is none, the character NUL.
	'22003': { status: 422, message: m.errors_invalid },
	'22007': { status: 422, message: m.errors_invalid },
	'22008': { status: 422, message: m.errors_invalid },
	'22021': { status: 422, message: m.errors_invalid },
	'22P05': { status: 422, message: m.errors_invalid },
	'23502': { status: 422, message: m.errors_invalid },
	'23514': { status: 422, message: m.errors_invalid },
	'23503': { status: 409, message: m.errors_still_used },
	'23505': { status: 409, message: m.errors_already_there },
	'23P01': { status: 409, message: m.errors_just_taken },
	'40001': { status: 409, message: m.errors_try_again },
	'40P01': { status: 409, message: m.errors_just_taken },
	'57014': { status: 503, message: m.errors_too_slow },
	LN004: { status: 409, message: m.errors_sent_before },
	LN009: { status: 409, message: m.errors_changed_meanwhile }
};

/** Nobody answered, or not to the end: the hospital's server was not reached, or its database is away. */
export function isUnreachable(error: Refusal): boolean {
	return (
		/fetch failed|failed to fetch|networkerror|load failed|econn|socket hang up|^(TypeError: )?terminated$|other side closed/i.test(
			error.message
		) || /^(PGRST00[0-3]|08\d{3}|57P0\d)$/.test(error.code ?? '')
	);
}

/**
 * Turns a refusal into words. Keyed on the constraint's name, then on the SQLSTATE, never on the HTTP status
 * (PostgREST sends an exclusion violation as a plain 400). What nobody foresaw is logged under an id without the
 * words of the database, which may hold a patient's data.
 */
export function explain(error: Refusal, ...rooms: ErrorRoom[]): Explained {
	const code = error.code ?? '';
	// PostgREST names the constraint only inside the message.
	const constraint = /constraint "([^"]+)"/.exec(error.message)?.[1];

	const exact = constraint && first(rooms, (room) => room.byConstraint?.[constraint]);
	const known = exact || first(rooms, (room) => room.byCode?.[code]) || everywhere[code];
	if (known) return { ...known, message: known.message() };
	if (isUnreachable(error)) return { status: 503, message: m.errors_no_answer() };

	const id = crypto.randomUUID().slice(0, 8);
	console.error(
		JSON.stringify({
			level: 'error',
			event: 'unexplained',
			id,
			code,
			constraint: constraint ?? null
		})
	);
	return { status: 500, message: m.errors_unexpected({ id }), id };
}

function first<Found>(
	rooms: ErrorRoom[],
	look: (room: ErrorRoom) => Found | undefined
): Found | undefined {
	for (const room of rooms) {
		const found = look(room);
		if (found !== undefined) return found;
	}
	return undefined;
}
