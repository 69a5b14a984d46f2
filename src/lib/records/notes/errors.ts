import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const hints: Record<string, () => string> = {
	p_note_id: m.notes_error_empty,
	p_reason: m.notes_error_reason,
	p_cosigner_id: m.notes_error_cosigner,
	p_withheld_reason: m.notes_error_reason,
	p_noted_at: m.notes_error_future,
	p_started_at: m.notes_error_future
};

/** What the database refuses about notes, in words. */
export function explainNote(error: Refusal): Explained {
	const hint = error.code === '22023' ? hints[error.hint ?? ''] : undefined;
	if (hint) {
		const field = (error.hint ?? '').replace(/^p_/, '').replace('started_at', 'noted_at');
		return { status: 422, message: hint(), ...(field !== 'note_id' && { field }) };
	}
	if (error.code === '42501' && ['author', 'cosigner'].includes(error.hint ?? '')) {
		return { status: 403, message: m.notes_error_author() };
	}
	return explain(error, {
		byConstraint: {
			note_templates_name_once: { status: 409, message: m.notes_error_name_taken, field: 'name' }
		},
		byCode: {
			LN003: { status: 409, message: m.notes_error_visit },
			LN032: { status: 409, message: m.notes_error_frozen },
			LN033: { status: 409, message: m.notes_error_state },
			LN009: { status: 409, message: m.notes_error_overtaken }
		}
	});
}
