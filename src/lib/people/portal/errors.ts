import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { patientErrors } from '$lib/people/patients/errors';
import type { Redeemed } from './commands';

/** What the database refuses about family and preferences, in words for the person concerned. */
const portalErrors: ErrorRoom = {
	byConstraint: {
		portal_links_pkey: { status: 409, message: m.portal_error_linked_already },
		portal_links_one_self_per_patient: { status: 409, message: m.portal_error_own_record },
		patient_references_refuse: { status: 409, message: m.portal_error_own_record },
		notification_preferences_quiet_both: { status: 422, message: m.portal_error_quiet_both },
		notification_preferences_quiet_some: { status: 422, message: m.portal_error_quiet_same }
	},
	byCode: {
		LN009: { status: 409, message: m.portal_error_changed },
		LN011: { status: 409, message: m.portal_error_own_record },
		'42501': { status: 403, message: m.portal_error_reception }
	}
};

export const explainPortal = (error: Refusal): Explained =>
	explain(error, portalErrors, patientErrors);

/** A code is refused with 42501 only to whoever made it. */
export const explainRedeeming = (error: Refusal): Explained =>
	error.code === '42501'
		? { status: 403, message: m.portal_error_own_code() }
		: explainPortal(error);

/** Why a code did not work. Which of its halves was wrong is not told. */
export const redeemingTrouble = (answer: Extract<Redeemed, { linked: false }>): string =>
	answer.error === 'LN017'
		? m.portal_error_wait({ minutes: Math.ceil(answer.seconds / 60) })
		: m.portal_error_code();
