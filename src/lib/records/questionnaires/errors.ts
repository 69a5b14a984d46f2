import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about questions before a visit, in words. */
export function explainAnswers(error: Refusal): Explained {
	const hint = error.hint ?? '';
	if (error.code === '22023' && hint.startsWith('p_q_'))
		return { status: 422, message: m.questionnaires_error_answer(), field: hint.slice(2) };
	if (error.code === '22023' && hint === 'p_visit_type_id')
		return { status: 422, message: m.questionnaires_error_bound(), field: 'visit_type_id' };
	return explain(error, {
		byConstraint: {
			question_sets_name_once: {
				status: 409,
				message: m.questionnaires_error_name_taken,
				field: 'name'
			}
		},
		byCode: {
			LN046: { status: 409, message: m.questionnaires_error_closed },
			LN009: { status: 409, message: m.questionnaires_error_overtaken }
		}
	});
}
