import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { itemLabel } from './words';

const room: ErrorRoom = {
	byCode: {
		LN003: { status: 409, message: m.discharge_error_signed },
		LN006: { status: 409, message: m.discharge_error_ended },
		LN009: { status: 409, message: m.discharge_error_stale },
		LN025: { status: 409, message: m.discharge_error_open_unknown },
		PT404: { status: 404, message: m.discharge_error_gone }
	}
};

/** What the database refuses about leaving, in words. */
export function explainDischarge(error: Refusal): Explained {
	const item = error.code === 'LN025' ? error.hint : null;
	return item
		? { status: 409, message: m.discharge_error_open({ item: itemLabel(item) }) }
		: explain(error, room);
}
