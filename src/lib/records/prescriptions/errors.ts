import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { wrongPrescription } from './words';

/** What the database refuses about prescriptions, in words. */
export function explainPrescription(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongPrescription(field), field };
	}
	const taken = { status: 409, message: m.prescriptions_error_set_name, field: 'name' };
	return explain(error, {
		byConstraint: { order_sets_own_name_once: taken, order_sets_specialty_name_once: taken },
		byCode: {
			LN009: { status: 409, message: m.prescriptions_error_changed },
			LN026: { status: 409, message: m.prescriptions_error_died },
			LN050: { status: 409, message: m.prescriptions_error_ended },
			LN051: {
				status: 422,
				message: m.prescriptions_error_reason_needed,
				field: error.hint === 'p_reasons' ? 'reasons' : 'override_reason'
			},
			LN053: { status: 409, message: m.prescriptions_error_answered },
			PT404: { status: 404, message: m.prescriptions_error_gone }
		}
	});
}
