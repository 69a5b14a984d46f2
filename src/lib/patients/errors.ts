import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about patients, in words. */
export const patientErrors: ErrorRoom = {
	byConstraint: {
		patients_birth_date_sensible: { status: 422, message: m.patients_error_birth_date },
		patients_phone_form: { status: 422, message: m.patients_error_phone },
		patients_email_form: { status: 422, message: m.patients_error_email },
		patients_country_code: { status: 422, message: m.patients_error_country }
	},
	byCode: {
		LN011: { status: 409, message: m.patients_error_own_record },
		PT404: { status: 404, message: m.patients_error_not_found },
		'22023': { status: 422, message: m.patients_error_refused },
		'23514': { status: 422, message: m.patients_error_refused }
	}
};

export const explainPatient = (error: Refusal): Explained => explain(error, patientErrors);
