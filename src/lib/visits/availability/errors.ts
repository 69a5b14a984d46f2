import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about hours, absences and rebooking, in words. */
const availabilityErrors: ErrorRoom = {
	byConstraint: {
		availability_rules_doctor_twice: { status: 409, message: m.availability_error_overlap },
		availability_rules_time_order: { status: 422, message: m.availability_error_order },
		availability_exceptions_order: { status: 422, message: m.availability_error_order },
		availability_exceptions_extra_length: {
			status: 422,
			message: m.availability_error_extra_long
		},
		availability_exceptions_extra_twice: { status: 409, message: m.availability_error_extra_twice },
		appointments_doctor_taken: { status: 409, message: m.availability_error_taken },
		appointments_patient_elsewhere: { status: 409, message: m.availability_error_patient },
		appointments_room_taken: { status: 409, message: m.availability_error_taken }
	},
	byCode: {
		LN001: { status: 409, message: m.availability_error_taken },
		LN003: { status: 409, message: m.availability_error_stale },
		LN009: { status: 409, message: m.availability_error_changed },
		LN012: { status: 409, message: m.availability_error_taken },
		LN016: { status: 409, message: m.availability_error_stale }
	}
};

export const explainHours = (error: Refusal): Explained =>
	error.hint === 'p_valid_from'
		? { status: 422, message: m.availability_error_past(), field: 'valid_from' }
		: error.hint === 'p_room_id'
			? { status: 409, message: m.availability_error_room() }
			: explain(error, availabilityErrors);
