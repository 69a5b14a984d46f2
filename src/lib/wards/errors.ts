import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const wardErrors: ErrorRoom = {
	byConstraint: {
		admissions_one_open: { status: 409, message: m.wards_error_already_admitted },
		bed_stays_bed_taken: { status: 409, message: m.wards_error_bed_taken },
		bed_stays_patient_elsewhere: { status: 409, message: m.wards_error_already_admitted },
		bed_closures_one_open: { status: 409, message: m.wards_error_already_closed }
	},
	byCode: {
		LN003: { status: 409, message: m.wards_error_cleaning_step },
		LN005: { status: 409, message: m.wards_error_bed_closed },
		LN006: { status: 409, message: m.wards_error_ended },
		LN010: { status: 409, message: m.wards_error_other_ward },
		'40P01': { status: 409, message: m.wards_error_bed_taken },
		PT404: { status: 404, message: m.wards_error_gone }
	}
};

/* Why a bed takes nobody is in the hint: each reason has another way out. */
const bedHints: Record<string, ErrorRoom> = {
	housekeeping: { byCode: { LN005: { status: 409, message: m.wards_error_bed_cleaning } } },
	occupied: { byCode: { LN005: { status: 409, message: m.wards_error_bed_occupied } } }
};

/** What the database refuses about beds and admissions, in words. */
export const explainWard = (error: Refusal): Explained =>
	explain(error, bedHints[error.hint ?? ''] ?? {}, wardErrors);
