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
export function explainRedeeming(error: Refusal): Explained {
	if (error.code === '42501') return { status: 403, message: m.portal_error_own_code() };
	if (error.code !== 'not redeemed') return explainPortal(error);
	const message = error.hint
		? m.portal_error_wait({ minutes: Math.ceil(Number(error.hint) / 60) })
		: m.portal_error_code();
	return { status: 422, message, field: 'code' };
}

/** Why a code did not work, as a refusal. Which of its halves was wrong is not told. */
export const notRedeemed = (answer: Extract<Redeemed, { linked: false }>): Refusal => ({
	code: 'not redeemed',
	message: '',
	hint: answer.error === 'LN017' ? String(answer.seconds) : null
});
