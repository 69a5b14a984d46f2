import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What is refused about sessions, in words. */
export const explainSession = (error: Refusal): Explained =>
	explain(error, { byCode: { PT404: { status: 404, message: m.sessions_gone } } });
