import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about messages, in words. */
export const explainMessage = (error: Refusal): Explained =>
	explain(error, {
		byCode: {
			LN009: { status: 409, message: m.messages_error_changed },
			LN026: { status: 409, message: m.messages_error_died },
			LN063: { status: 429, message: m.messages_error_cap, field: 'body' },
			LN065: { status: 409, message: m.messages_error_recipient, field: 'staff_id' },
			LN037: { status: 409, message: m.messages_error_file, field: 'file' },
			LN045: { status: 409, message: m.messages_error_file, field: 'file' },
			PT404: { status: 404, message: m.messages_error_gone }
		}
	});
