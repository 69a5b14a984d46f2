import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const displayErrors: ErrorRoom = {
	byCode: {
		LN014: { status: 409, message: m.displays_error_code, field: 'code' },
		PT404: { status: 404, message: m.displays_error_gone }
	}
};

/** What the database refuses about displays, in words; of too many wrong codes the seconds to wait are the hint. */
export function explainDisplays(error: Refusal): Explained {
	const minutes = Math.max(1, Math.ceil(Number(error.hint) / 60));
	return explain(
		error,
		{ byCode: { LN017: { status: 429, message: () => m.displays_error_wait({ minutes }) } } },
		displayErrors
	);
}
