import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const decided: Record<string, () => string> = {
	asked: m.erasures_error_asked,
	decided: m.erasures_error_decided,
	own: m.erasures_error_own
};

/** What the database refuses about erasing records, in words. */
export const explainErasure = (error: Refusal): Explained =>
	explain(error, {
		byCode: {
			LN042: {
				status: 409,
				message: error.hint === 'in_use' ? m.erasures_error_in_use : m.erasures_error_erased
			},
			LN043: { status: 409, message: m.erasures_error_kept, field: 'basis' },
			LN044: { status: 409, message: decided[error.hint ?? ''] ?? m.erasures_error_decided },
			PT404: { status: 404, message: m.erasures_error_gone }
		}
	});
