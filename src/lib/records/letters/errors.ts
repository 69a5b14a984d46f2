import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const hints: Record<string, () => string> = {
	p_letter_id: m.letters_error_empty,
	p_reason: m.letters_error_reason,
	p_name: m.letters_error_recipient,
	p_email: m.letters_error_email,
	p_days: m.letters_error_days,
	'field.incapacity.until': m.letters_error_until,
	p_content_en: m.letters_error_template,
	p_content_es: m.letters_error_template
};

/** What the database refuses about letters, in words. */
export function explainLetter(error: Refusal): Explained {
	const hint = error.hint ?? '';
	if (error.code === '22023' && (hints[hint] || hint.startsWith('field.'))) {
		const field = hint.replace(/^p_/, '');
		// The end of a sick note may be missing as well as wrong.
		const message = error.message === 'Fill this in' ? m.letters_error_missing : hints[hint];
		return {
			status: 422,
			message: (message ?? m.letters_error_missing)(),
			...(field !== 'letter_id' && { field })
		};
	}
	if (error.code === '42501' && hint === 'author') {
		return { status: 403, message: m.letters_error_author() };
	}
	if (error.code === 'LN061') {
		return {
			status: 409,
			message: hint === 'patient' ? m.letters_error_messages() : m.letters_error_sharing()
		};
	}
	return explain(error, {
		byCode: {
			LN060: { status: 409, message: m.letters_error_state },
			LN062: { status: 409, message: m.letters_error_unreachable },
			LN009: { status: 409, message: m.letters_error_overtaken }
		}
	});
}

/** Why a link did not open, in words at its field. */
export function explainOpening({ code, hint }: Refusal): Explained {
	if (code === 'over') return { status: 404, message: m.letters_open_over_text() };
	return {
		status: code === 'wait' ? 429 : 422,
		message:
			code === 'wait' ? m.letters_open_wait({ seconds: Number(hint) }) : m.letters_open_wrong(),
		field: 'answer'
	};
}
