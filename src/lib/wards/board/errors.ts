import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { allergyErrors, deathErrors } from '$lib/people/patients/errors';

export const wardErrors: ErrorRoom = {
	byConstraint: {
		admissions_one_open: { status: 409, message: m.wards_error_already_admitted },
		bed_stays_bed_taken: { status: 409, message: m.wards_error_bed_taken },
		bed_stays_patient_elsewhere: { status: 409, message: m.wards_error_already_admitted },
		bed_stays_stay_elsewhere: { status: 409, message: m.wards_error_already_admitted },
		bed_closures_one_open: { status: 409, message: m.wards_error_already_closed },
		admission_leaves_one_open: { status: 409, message: m.wards_error_already_away }
	},
	byCode: {
		...deathErrors.byCode,
		LN003: { status: 409, message: m.wards_error_cleaning_step },
		LN005: { status: 409, message: m.wards_error_bed_closed },
		LN006: { status: 409, message: m.wards_error_ended },
		LN010: { status: 409, message: m.wards_error_other_ward },
		LN019: { status: 409, message: m.wards_error_bed_kept },
		LN020: { status: 409, message: m.wards_error_unsuited, field: 'override_reason' },
		LN021: { status: 409, message: m.wards_error_overtaken },
		LN023: { status: 409, message: m.wards_error_newborn },
		LN025: { status: 409, message: m.wards_error_discharge_open },
		'40P01': { status: 409, message: m.wards_error_bed_taken },
		PT404: { status: 404, message: m.wards_error_gone }
	}
};

/* Why something cannot be is in the hint: each reason has another way out. */
const hinted: Record<string, ErrorRoom> = {
	housekeeping: { byCode: { LN005: { status: 409, message: m.wards_error_bed_cleaning } } },
	occupied: { byCode: { LN005: { status: 409, message: m.wards_error_bed_occupied } } },
	gender: {
		byCode: {
			LN020: { status: 409, message: m.wards_error_unsuited_gender, field: 'override_reason' }
		}
	},
	isolation: {
		byCode: {
			LN020: { status: 409, message: m.wards_error_unsuited_isolation, field: 'override_reason' }
		}
	},
	features: {
		byCode: {
			LN020: { status: 409, message: m.wards_error_unsuited_features, field: 'override_reason' }
		}
	},
	mrn: {
		byCode: {
			PT404: { status: 404, message: m.wards_error_patient_gone, field: 'patient_id' }
		}
	},
	late: { byCode: { LN021: { status: 409, message: m.wards_error_undo_late } } },
	p_expected_back_at: { byCode: { '22023': { status: 422, message: m.wards_error_back } } },
	p_expected_discharge_on: { byCode: { '22023': { status: 422, message: m.wards_error_before } } },
	p_mother_admission_id: { byCode: { '22023': { status: 422, message: m.wards_error_mother } } },
	p_newborn_admission_id: { byCode: { '22023': { status: 422, message: m.wards_error_too_old } } },
	p_patient_id: { byCode: { '22023': { status: 422, message: m.wards_error_too_old } } }
};

const chosen: ErrorRoom = {
	byConstraint: {
		admissions_one_open: {
			status: 409,
			message: m.wards_error_already_admitted,
			field: 'patient_id'
		}
	}
};

/** The same where somebody is admitted: the patient was chosen in the form. */
export const explainAdmission = (error: Refusal): Explained =>
	/"admissions_one_open"/.test(error.message) ? explain(error, chosen) : explainWard(error);

/** What the database refuses about beds and admissions, in words. */
export const explainWard = (error: Refusal): Explained =>
	explain(
		error,
		{
			byCode: {
				LN024: {
					status: 409,
					field: 'sure',
					message: () => {
						const count = Number(error.details);
						return count > 0 ? m.wards_cleaning_sure({ count }) : m.wards_cleaning_sure_now();
					}
				}
			}
		},
		hinted[error.hint ?? ''] ?? {},
		allergyErrors,
		wardErrors
	);
