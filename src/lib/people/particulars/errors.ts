import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about how patients are registered, in words. */
export const explainParticulars = (error: Refusal): Explained =>
	explain(error, {
		byConstraint: {
			patient_identifiers_identity_taken: {
				status: 409,
				message: m.particulars_error_number_taken,
				field: 'number'
			},
			patient_photos_consented: { status: 409, message: m.particulars_error_photo_refused },
			insurance_policies_rank_taken: {
				status: 409,
				message: m.particulars_error_rank_taken,
				field: 'rank'
			}
		},
		byCode: {
			LN009: { status: 409, message: m.particulars_error_changed },
			LN040: { status: 409, message: m.particulars_error_not_given, field: 'decision' },
			PT404: { status: 404, message: m.particulars_error_not_yours }
		}
	});
