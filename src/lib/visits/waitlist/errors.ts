import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { schedulingErrors } from '$lib/visits/scheduling/errors';

/** What the database refuses about the waiting list, in words. */
const waitlistErrors: ErrorRoom = {
	byCode: {
		LN009: { status: 409, message: m.waitlist_error_changed },
		LN012: { status: 409, message: m.waitlist_error_held },
		LN013: { status: 409, message: m.waitlist_error_over },
		LN014: { status: 410, message: m.waitlist_error_link },
		LN015: { status: 409, message: m.waitlist_error_already },
		PT404: { status: 404, message: m.waitlist_error_gone }
	}
};

export const explainWaitlist = (error: Refusal): Explained =>
	explain(error, waitlistErrors, schedulingErrors);
