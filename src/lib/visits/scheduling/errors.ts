import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { deathErrors } from '$lib/people/patients/errors';

/** What the database refuses about visits, in words. */
export const schedulingErrors: ErrorRoom = {
	byConstraint: {
		appointments_doctor_taken: { status: 409, message: m.scheduling_error_doctor_taken },
		appointments_patient_elsewhere: { status: 409, message: m.scheduling_error_patient_elsewhere },
		appointments_room_taken: { status: 409, message: m.scheduling_error_room_taken }
	},
	byCode: {
		...deathErrors.byCode,
		LN001: { status: 409, message: m.scheduling_error_not_offered },
		LN003: { status: 409, message: m.scheduling_error_step },
		LN009: { status: 409, message: m.scheduling_error_moved_meanwhile },
		LN012: { status: 409, message: m.waitlist_error_held },
		'23P01': { status: 409, message: m.scheduling_error_doctor_taken },
		'40P01': { status: 409, message: m.scheduling_error_doctor_taken },
		PT404: { status: 404, message: m.scheduling_error_not_found }
	}
};

export const explainVisit = (error: Refusal): Explained => explain(error, schedulingErrors);

/** A visit that is taken up again after a no-show may find its time given away: nobody took it just now. */
export const stepErrors: ErrorRoom = {
	byConstraint: {
		appointments_doctor_taken: { status: 409, message: m.scheduling_error_late_taken },
		appointments_patient_elsewhere: { status: 409, message: m.scheduling_error_patient_elsewhere },
		appointments_room_taken: { status: 409, message: m.scheduling_error_late_taken }
	},
	byCode: { LN026: { status: 409, message: m.scheduling_error_step_deceased } }
};

export const explainStep = (error: Refusal): Explained =>
	explain(error, stepErrors, schedulingErrors);

/** Whether another time would do: the wanted one is taken, or is not offered any more. */
export const isTimeLost = (error: Refusal) =>
	['LN001', 'LN012', '23P01', '40P01'].includes(error.code ?? '');
