import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const queueErrors: ErrorRoom = {
	byCode: {
		LN003: { status: 409, message: m.queue_error_step },
		LN009: { status: 409, message: m.queue_error_changed },
		'40P01': { status: 409, message: m.queue_error_changed },
		PT404: { status: 404, message: m.queue_error_gone }
	}
};

/** What the database refuses about the queue, in words; which number somebody has already is in the hint. */
export function explainQueue(error: Refusal): Explained {
	const label = error.hint ?? '';
	return explain(
		error,
		{ byCode: { LN015: { status: 409, message: () => m.queue_error_already({ label }) } } },
		queueErrors
	);
}
