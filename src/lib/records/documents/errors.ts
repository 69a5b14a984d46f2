import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database and the check of a file refuse, in words. */
export function explainDocument(error: Refusal): Explained {
	const { code, hint } = error;
	if (hint === 'file') return { status: 422, message: m.documents_error_type(), field: 'file' };
	if (hint === 'scanner')
		return { status: 503, message: m.documents_error_scanner(), field: 'file' };
	if (hint === 'virus')
		return {
			status: 422,
			message: m.documents_error_virus({ what: error.message }),
			field: 'file'
		};
	if ((code === 'LN037' || code === 'LN045') && hint === 'p_name')
		return { status: 409, message: m.documents_error_file(), field: 'file' };
	if (hint === 'p_dated_on')
		return { status: 422, message: m.documents_error_dated(), field: 'dated_on' };
	return explain(error, {
		byCode: {
			LN009: { status: 409, message: m.documents_error_stale },
			LN037: { status: 409, message: m.documents_error_over },
			LN038: { status: 409, message: m.documents_error_confidential }
		}
	});
}
