import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What is begun for nobody who has died: for every room that begins something for a patient. */
export const deathErrors: ErrorRoom = {
	byCode: { LN026: { status: 409, message: m.patients_error_deceased } }
};

/** What the database refuses about patients, in words. */
export const patientErrors: ErrorRoom = {
	byConstraint: {
		patients_birth_date_sensible: {
			status: 422,
			message: m.patients_error_birth_date_late,
			field: 'birth_date'
		},
		patients_name_plain: { status: 422, message: m.patients_error_name_plain, field: 'given_name' },
		patients_named: { status: 422, message: m.patients_error_name, field: 'given_name' },
		patients_phone_form: { status: 422, message: m.patients_error_phone, field: 'phone' },
		patient_contacts_phone_form: { status: 422, message: m.patients_error_phone, field: 'phone' },
		patients_national_id_taken: {
			status: 409,
			message: m.patients_error_national_id_taken,
			field: 'national_id'
		},
		patients_email_form: { status: 422, message: m.patients_error_email },
		patients_country_code: { status: 422, message: m.patients_error_country },
		patients_deceased_discharged: { status: 409, message: m.patients_error_deceased_admitted },
		patients_deceased_at_after_birth: {
			status: 422,
			message: m.patients_error_deceased_at,
			field: 'deceased_at'
		},
		patients_merged: { status: 409, message: m.merges_error_merged },
		patients_archived_gone: { status: 409, message: m.patients_error_archive_expected },
		portal_links_pkey: { status: 409, message: m.patients_error_linked_already },
		portal_links_one_self_per_patient: { status: 409, message: m.patients_error_has_account },
		patient_references_refuse: { status: 409, message: m.patients_error_not_fresh }
	},
	byCode: {
		...deathErrors.byCode,
		LN011: { status: 409, message: m.patients_error_own_record },
		LN027: { status: 409, message: m.patients_likely },
		PT404: { status: 404, message: m.patients_error_not_found },
		'22023': { status: 422, message: m.patients_error_refused },
		'23514': { status: 422, message: m.patients_error_refused }
	}
};

export const explainPatient = (error: Refusal): Explained => explain(error, patientErrors);

/** The same about when somebody died. */
export const explainDeath = (error: Refusal): Explained =>
	error.code === '22023' && error.hint === 'p_deceased_at'
		? { status: 422, message: m.patients_error_deceased_at(), field: 'deceased_at' }
		: explain(
				error,
				{ byCode: { '42501': { status: 403, message: m.patients_error_death_not_yours } } },
				patientErrors
			);

/** What the database refuses about allergies. */
export const allergyErrors: ErrorRoom = {
	byConstraint: {
		allergies_active_substance_key: {
			status: 409,
			message: m.patients_error_allergy_twice,
			field: 'allergy_substance'
		},
		allergy_denials_none_active: { status: 409, message: m.patients_error_allergy_active }
	}
};

export const explainAllergy = (error: Refusal): Explained =>
	explain(error, allergyErrors, {
		byCode: { PT404: { status: 404, message: m.patients_error_allergy_not_yours } }
	});

/** The same at the desk, about other people's accounts. */
export function explainLinking(error: Refusal): Explained {
	if (error.code === 'PT404' && error.hint === 'p_email') {
		return { status: 404, message: m.patients_error_no_account() };
	}
	if (error.code === '22023' && error.hint === 'p_relationship') {
		return { status: 422, message: m.patients_error_relationship() };
	}
	return explain(
		error,
		{
			byCode: {
				LN009: { status: 409, message: m.patients_error_gone },
				LN011: { status: 409, message: m.patients_error_account_own_record },
				PT404: { status: 404, message: m.patients_error_gone },
				'42501': { status: 403, message: m.patients_error_own_account }
			}
		},
		patientErrors
	);
}
