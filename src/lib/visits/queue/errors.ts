import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { deathErrors } from '$lib/people/patients/errors';

export const queueErrors: ErrorRoom = {
	byCode: {
		...deathErrors.byCode,
		LN003: { status: 409, message: m.queue_error_step },
		LN009: { status: 409, message: m.queue_error_changed },
		'40P01': { status: 409, message: m.queue_error_changed },
		PT404: { status: 404, message: m.queue_error_gone }
	}
};

/* What the database does not refuse, but cannot be: a number of nobody's, a queue without anybody. */
export const unknownPatient: Refusal = { code: 'PT404', message: '', hint: 'mrn' };
export const nobodyWaits: Refusal = { code: 'PT404', message: '', hint: 'nobody' };

const hints: Record<string, ErrorRoom> = {
	mrn: { byCode: { PT404: { status: 404, message: m.queue_error_no_patient, field: 'mrn' } } },
	nobody: { byCode: { PT404: { status: 409, message: m.queue_nobody_waits } } }
};

/** What the database refuses about the queue, in words; which number somebody has already is in the hint. */
export function explainQueue(error: Refusal): Explained {
	const label = error.hint ?? '';
	return explain(
		error,
		{ byCode: { LN015: { status: 409, message: () => m.queue_error_already({ label }) } } },
		hints[label] ?? {},
		queueErrors
	);
}
