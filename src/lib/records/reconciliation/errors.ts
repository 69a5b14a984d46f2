import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { wrongReconciliation } from './words';

/** What the database refuses of a reconciliation, in words. */
export function explainReconciliation(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongReconciliation(field), field };
	}
	return explain(error, {
		byCode: {
			LN026: { status: 409, message: m.prescriptions_error_died },
			LN050: { status: 409, message: m.reconciliation_error_moved_on },
			LN051: { status: 422, message: m.prescriptions_error_reason_needed, field: 'lines' },
			LN054: { status: 409, message: m.reconciliation_error_moved_on },
			PT404: { status: 404, message: m.prescriptions_error_gone }
		}
	});
}
