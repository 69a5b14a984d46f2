import { explain, isUnreachable, type Explained } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

/** What the auth service refuses with. */
interface AuthRefusal {
	message: string;
	code?: string;
	status?: number;
}

/** Puts a refusal of the auth service into words; none of them tells whether an address is registered. */
export function explainAuth(error: AuthRefusal): Explained {
	if (error.status === 0 || isUnreachable(error)) {
		return { status: 503, message: m.errors_unreachable() };
	}
	switch (error.code) {
		case 'invalid_credentials':
			// The password hook refuses under the same code; only its words tell that there is a wait.
			if (namedSeconds(error.message) !== undefined) return tooMany(error.message);
			return { status: 400, message: m.access_wrong() };
		// Nobody has a password before they have proved the address: whoever says one is a stranger.
		case 'email_not_confirmed':
			return { status: 400, message: m.access_wrong() };
		case 'user_banned':
			return { status: 403, message: m.access_banned() };
		case 'over_email_send_rate_limit':
			return { status: 429, message: m.access_too_many_mails() };
		case 'same_password':
			return { status: 422, message: m.access_update_same() };
		case 'current_password_required':
		case 'current_password_mismatch':
			return { status: 422, message: m.access_update_current_wrong(), field: 'current_password' };
		case 'weak_password':
			return { status: 422, message: m.access_update_weak() };
		case 'otp_expired':
		case 'otp_disabled':
		case 'flow_state_not_found':
		case 'flow_state_expired':
		case 'bad_code_verifier':
			return { status: 410, message: m.access_link_expired_text() };
	}
	if (error.status === 429) {
		return tooMany(error.message);
	}
	return explain(error);
}

/** Whether a link in a mail will never do again what it is for: not at a limit, nor while the service is away. */
export function isLinkOver(error: AuthRefusal): boolean {
	const { status = 400 } = error;
	return status > 0 && status !== 429 && status < 500 && !isUnreachable(error);
}

/** Why a link in a mail did not do what it is for. */
export const explainLink = (error: AuthRefusal): Explained =>
	isLinkOver(error) ? { status: 410, message: m.access_link_expired_text() } : explainAuth(error);

function tooMany(message: string): Explained {
	return { status: 429, message: m.access_too_many({ wait: wait(message) }) };
}

/** 16 from "Try again in 16 s."; undefined when no seconds are named. */
function namedSeconds(message: string): number | undefined {
	const digits = /(\d+)\s*s(ec|\b)/i.exec(message)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

/** "2 minutes", from a refusal that names the seconds; a minute when it names none. */
function wait(message: string): string {
	const seconds = namedSeconds(message) ?? 60;
	const [amount, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
	return new Intl.NumberFormat(getLocale(), { style: 'unit', unit, unitDisplay: 'long' }).format(
		amount
	);
}
