import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const onCallErrors: ErrorRoom = {
	byConstraint: {
		on_call_shifts_once: { status: 409, message: m.on_call_error_twice, field: 'staff_id' }
	},
	byCode: { PT404: { status: 404, message: m.on_call_error_over } }
};

/* What the database names by its parameter. */
const wrong: Record<string, ErrorRoom> = {
	p_staff_id: {
		byCode: { '22023': { status: 422, message: m.on_call_error_colleague, field: 'staff_id' } }
	},
	p_department_id: {
		byCode: {
			'22023': { status: 422, message: m.on_call_error_department, field: 'department_id' }
		}
	},
	p_ends_at: { byCode: { '22023': { status: 422, message: m.on_call_error_past, field: 'ends' } } }
};

/** What the database refuses about who is on call, in words, and the field it is about. */
export const explainOnCall = (error: Refusal): Explained =>
	explain(error, wrong[error.hint ?? ''] ?? {}, onCallErrors);
