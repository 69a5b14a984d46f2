import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { wrongMedicine } from './words';

/** What the database refuses about the catalogue and its rules, in words. */
export function explainMedicine(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongMedicine(field), field };
	}
	const taken = { status: 409, message: m.medicines_error_name_taken, field: 'name' };
	return explain(error, {
		byConstraint: {
			medicines_name_once: taken,
			substances_name_once: taken,
			dose_ranges_no_overlap: { status: 409, message: m.medicines_error_overlap }
		},
		byCode: {
			LN009: { status: 409, message: m.medicines_error_changed },
			PT404: { status: 404, message: m.medicines_error_gone }
		}
	});
}
