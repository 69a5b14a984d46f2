import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { wrongWords } from './words';

/** What the database refuses about lists of codes, in words. */
export function explainCodes(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongWords(field), field };
	}
	return explain(error, {
		byConstraint: {
			code_systems_url_once: { status: 409, message: m.codes_error_url_taken, field: 'url' }
		},
		byCode: { PT404: { status: 404, message: m.codes_error_gone } }
	});
}
