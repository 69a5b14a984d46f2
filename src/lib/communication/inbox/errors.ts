import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about the inbox, in words. */
export function explainInbox(error: Refusal): Explained {
	if (error.code === '22023' && error.hint === 'p_delegate_id') {
		return { status: 422, message: m.inbox_error_delegate(), field: 'delegate_id' };
	}
	if (error.code === '22023' && error.hint === 'p_until') {
		return { status: 422, message: m.inbox_error_until(), field: 'until' };
	}
	return explain(error, {
		byConstraint: {
			stand_ins_one_at_a_time: { status: 409, message: m.inbox_error_twice }
		},
		byCode: { PT404: { status: 404, message: m.inbox_error_gone } }
	});
}
