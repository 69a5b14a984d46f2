import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const nursingErrors: ErrorRoom = {
	byCode: {
		LN006: { status: 409, message: m.nursing_error_left },
		LN009: { status: 409, message: m.nursing_error_over },
		LN024: { status: 422, message: m.nursing_error_unusual }
	}
};

/* What cannot be, said at its field. Limits are checked before; these the database alone can know. */
const byField: Record<string, () => string> = {
	p_observed_at: m.nursing_error_time,
	p_diastolic: m.nursing_error_diastolic,
	p_note: m.nursing_error_which_doctor,
	p_reason: m.nursing_error_reason,
	p_respiratory_rate: m.nursing_error_nothing,
	p_on_oxygen: m.nursing_error_oxygen
};

/** What the database refuses about observations and alerts, in words. */
export function explainNursing(error: Refusal): Explained {
	const message = byField[error.hint ?? ''];
	return explain(
		error,
		message ? { byCode: { '22023': { status: 422, message } } } : {},
		nursingErrors
	);
}
