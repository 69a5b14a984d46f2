import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { wrongWords } from './words';

const entryErrors: ErrorRoom = {
	byConstraint: {
		problems_once_by_code: { status: 409, message: m.problems_error_listed, field: 'code_id' },
		problems_once_by_text: { status: 409, message: m.problems_error_listed, field: 'text' },
		problems_order: { status: 422, message: m.problems_error_ended_on, field: 'ended_on' }
	},
	byCode: {
		LN009: { status: 409, message: m.problems_error_changed },
		LN032: { status: 409, message: m.problems_error_signed },
		LN035: { status: 409, message: m.problems_error_struck },
		PT404: { status: 404, message: m.problems_error_gone }
	}
};

/** What the database refuses about entries of the record, in words. */
export function explainEntry(error: Refusal, ...rooms: ErrorRoom[]): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongWords(field), field };
	}
	return explain(error, ...rooms, entryErrors);
}
