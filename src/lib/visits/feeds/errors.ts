import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

/** What the database refuses about calendars, in words. */
const feedErrors: ErrorRoom = {
	byCode: {
		'42501': { status: 403, message: m.feeds_error_doctor },
		PT404: { status: 404, message: m.feeds_error_gone }
	}
};

export const explainFeed = (error: Refusal): Explained => explain(error, feedErrors);
