import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { explainWard } from '$lib/wards/board/errors';

const requestErrors: ErrorRoom = {
	byConstraint: {
		bed_requests_one_open: { status: 409, message: m.bed_requests_error_already },
		bed_reservations_bed_kept: { status: 409, message: m.bed_requests_error_kept },
		bed_reservations_one_bed: { status: 409, message: m.bed_requests_error_changed }
	},
	byCode: {
		LN019: { status: 409, message: m.bed_requests_error_kept },
		LN022: { status: 409, message: m.bed_requests_error_over },
		PT404: { status: 404, message: m.bed_requests_error_gone }
	}
};

/* What speaks against a bed, or what no longer is, is in the hint. */
const hints: Record<string, ErrorRoom> = {
	gender: { byCode: { LN020: { status: 409, message: m.bed_requests_error_gender } } },
	isolation: { byCode: { LN020: { status: 409, message: m.bed_requests_error_isolation } } },
	features: { byCode: { LN020: { status: 409, message: m.bed_requests_error_features } } },
	p_bed_id: { byCode: { LN022: { status: 409, message: m.bed_requests_error_lapsed } } },
	p_reservation_id: { byCode: { LN022: { status: 409, message: m.bed_requests_error_lapsed } } },
	p_needed_by: { byCode: { '22023': { status: 422, message: m.bed_requests_error_too_far } } },
	p_request_id: { byCode: { '22023': { status: 409, message: m.bed_requests_error_must_wait } } }
};

const own = ['LN019', 'LN020', 'LN022', 'PT404', '22023'];

/** What the database refuses about bed requests, in words; beds and admissions have their own. */
export function explainBedRequest(error: Refusal): Explained {
	return own.includes(error.code ?? '') || /constraint "bed_re/.test(error.message)
		? explain(error, hints[error.hint ?? ''] ?? {}, requestErrors)
		: explainWard(error);
}
