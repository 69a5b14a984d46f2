import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { schedulingErrors } from '$lib/visits/scheduling/errors';

const moveErrors: ErrorRoom = {
	byCode: {
		LN009: { status: 409, message: m.calendar_error_changed }
	}
};

/** Why a visit did not stay where it was put. */
export const explainMove = (error: Refusal): Explained =>
	explain(error, moveErrors, schedulingErrors);

const overbookErrors: ErrorRoom = {
	byCode: {
		LN001: { status: 409, message: m.calendar_error_past },
		'42501': { status: 403, message: m.calendar_error_may_not_overbook }
	}
};

export const explainOverbooking = (error: Refusal): Explained =>
	explain(error, overbookErrors, schedulingErrors);
