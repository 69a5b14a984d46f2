import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

export const careErrors: ErrorRoom = {
	byConstraint: {
		nurse_assignments_one_nurse: { status: 409, message: m.care_error_assigned },
		nurse_assignments_at_most_a_day: { status: 422, message: m.care_error_a_day }
	},
	byCode: {
		LN003: { status: 409, message: m.care_error_step },
		LN006: { status: 409, message: m.care_error_ended },
		LN009: { status: 409, message: m.care_error_corrected },
		LN021: { status: 409, message: m.care_error_too_late },
		'40P01': { status: 409, message: m.care_error_assigned },
		PT404: { status: 404, message: m.care_error_gone }
	}
};

/* What is missing is in the hint: the patient may be there, and the nurse not. */
const hints: Record<string, ErrorRoom> = {
	p_staff_id: { byCode: { PT404: { status: 409, message: m.care_error_no_nurse } } },
	p_assigned_to: { byCode: { PT404: { status: 409, message: m.care_error_no_nurse } } }
};

/** What the database refuses about nursing care, in words. */
export const explainCare = (error: Refusal): Explained =>
	explain(error, hints[error.hint ?? ''] ?? {}, careErrors);
