import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const directoryErrors: ErrorRoom = {
	byConstraint: {
		departments_code_key: { status: 409, message: m.directory_error_code_taken },
		specialties_code_key: { status: 409, message: m.directory_error_code_taken },
		visit_types_code_key: { status: 409, message: m.directory_error_code_taken },
		rooms_code_in_department: { status: 409, message: m.directory_error_room_taken },
		specialties_inactive_unstaffed: { status: 409, message: m.directory_error_specialty_staffed },
		hospital_settings_time_zone_known: { status: 422, message: m.directory_error_time_zone },
		hospital_settings_currency_code: { status: 422, message: m.directory_error_currency },
		staff_user_id_key: { status: 409, message: m.directory_error_works_here },
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
	now: { byCode: { LN018: { status: 409, message: m.directory_error_patient_present } } },
	position: { byCode: { LN018: { status: 409, message: m.directory_error_doctor_needed } } }
};

/** What the database refuses about the directory, in words. */
export const explainDirectory = (error: Refusal): Explained =>
	explain(error, openHints[error.hint ?? ''] ?? {}, directoryErrors);

/** The field a broken rule is about. */
const fields: Record<string, string> = {
	departments_code_key: 'code',
	specialties_code_key: 'code',
	visit_types_code_key: 'code',
	rooms_code_in_department: 'code',
	specialties_inactive_unstaffed: 'active',
	hospital_settings_time_zone_known: 'time_zone',
	hospital_settings_currency_code: 'currency',
	staff_user_id_key: 'email'
};

/** The field a refusal belongs to; null when it is about the whole. */
export function fieldOf({ code, hint, message }: Refusal): string | null {
	if (code === '22023') return hint ?? null;
	return fields[/constraint "([^"]+)"/.exec(message)?.[1] ?? ''] ?? null;
}
