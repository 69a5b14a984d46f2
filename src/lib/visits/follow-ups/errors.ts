import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { schedulingErrors } from '$lib/visits/scheduling/errors';

/** What the database refuses about follow-ups and series, in words. */
const followUpErrors: ErrorRoom = {
	byConstraint: {
		appointments_doctor_taken: { status: 409, message: m.follow_up_error_taken },
		appointments_patient_elsewhere: { status: 409, message: m.follow_up_error_elsewhere },
		appointments_room_taken: { status: 409, message: m.follow_up_error_taken }
	},
	byCode: {
		LN001: { status: 409, message: m.follow_up_error_taken },
		LN003: { status: 409, message: m.follow_up_error_ended },
		LN012: { status: 409, message: m.follow_up_error_taken },
		PT404: { status: 404, message: m.follow_up_error_gone }
	}
};

export const explainFollowUp = (error: Refusal): Explained =>
	explain(error, followUpErrors, schedulingErrors);
