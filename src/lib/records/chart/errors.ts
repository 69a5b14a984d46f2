import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about warnings and decisions, in words. */
export const explainMark = (error: Refusal): Explained =>
	error.code === '22023' && error.hint === 'p_reason'
		? { status: 422, message: m.chart_error_reason(), field: 'reason' }
		: explain(error, {
				byCode: {
					PT404: { status: 404, message: m.chart_error_gone },
					'22023': { status: 422, message: m.chart_error_value }
				}
			});
