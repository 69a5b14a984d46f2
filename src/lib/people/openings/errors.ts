import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { wrongWords } from './words';

/** What the database refuses about openings of charts and their reviews, in words. */
export function explainOpening(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongWords(field), field };
	}
	if (error.code === '42501' && error.hint === 'own') {
		return { status: 403, message: m.openings_error_own() };
	}
	return explain(error, {
		byCode: {
			LN009: { status: 409, message: m.openings_error_reviewed },
			LN028: { status: 422, message: m.openings_error_reason, field: 'reason' },
			PT404: { status: 404, message: m.openings_error_gone }
		}
	});
}
