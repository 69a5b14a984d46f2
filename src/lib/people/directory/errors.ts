import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const directoryErrors: ErrorRoom = {
	byConstraint: {
		departments_code_key: { status: 409, message: m.directory_error_code_taken, field: 'code' },
		specialties_code_key: { status: 409, message: m.directory_error_code_taken, field: 'code' },
		visit_types_code_key: { status: 409, message: m.directory_error_code_taken, field: 'code' },
		rooms_code_in_department: { status: 409, message: m.directory_error_room_taken, field: 'code' },
		specialties_inactive_unstaffed: {
			status: 409,
			message: m.directory_error_specialty_staffed,
			field: 'active'
		},
		doctors_specialty_in_use: { status: 409, message: m.directory_error_specialty_closed },
		departments_in_use: {
			status: 409,
			message: m.directory_error_department_closed,
			field: 'department_id'
		},
		departments_inactive_unused: {
			status: 409,
			message: m.directory_error_department_used,
			field: 'active'
		},
		rooms_inactive_unused: { status: 409, message: m.directory_error_room_used, field: 'active' },
		hospital_settings_time_zone_known: {
			status: 422,
			message: m.directory_error_time_zone,
			field: 'time_zone'
		},
		hospital_settings_currency_code: {
			status: 422,
			message: m.directory_error_currency,
			field: 'currency'
		},
		hospital_settings_country_code: {
			status: 422,
			message: m.directory_error_country,
			field: 'country'
		},
		staff_user_id_key: { status: 409, message: m.directory_error_works_here, field: 'email' },
		appointments_doctor_taken: { status: 409, message: m.directory_error_time_taken },
		appointments_patient_elsewhere: { status: 409, message: m.directory_error_time_taken },
		appointments_room_taken: { status: 409, message: m.directory_error_time_taken }
	},
	byCode: {
		LN001: { status: 409, message: m.directory_error_time_taken },
		LN003: { status: 409, message: m.directory_error_worked_here },
		LN007: { status: 409, message: m.directory_error_last_admin },
		LN012: { status: 409, message: m.directory_error_time_taken },
		LN016: { status: 409, message: m.directory_error_visit_changed },
		LN018: { status: 409, message: m.directory_error_open_work },
		'40P01': { status: 409, message: m.directory_error_time_taken },
		PT404: { status: 404, message: m.directory_error_gone }
	}
};

/* What is still open is in the hint: each kind has another way out. */
const openHints: Record<string, ErrorRoom> = {
	photo: { byCode: { '22023': { status: 422, message: m.directory_error_photo, field: 'photo' } } },
	now: { byCode: { LN018: { status: 409, message: m.directory_error_patient_present } } },
	position: { byCode: { LN018: { status: 409, message: m.directory_error_doctor_needed } } }
};

/** What the database refuses about the directory, in words, and the field it is about. */
export const explainDirectory = (error: Refusal): Explained =>
	explain(error, openHints[error.hint ?? ''] ?? {}, directoryErrors);
