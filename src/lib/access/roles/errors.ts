import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const roleErrors: ErrorRoom = {
	byConstraint: {
		roles_name_key: { status: 409, message: m.roles_error_name_taken, field: 'name' }
	},
	byCode: {
		LN007: { status: 409, message: m.roles_error_last_admin },
		LN018: { status: 409, message: m.roles_error_move_to, field: 'move_to' },
		PT404: { status: 404, message: m.roles_error_gone }
	}
};

/* What makes no sense, or has moved on, is in the hint. */
const hinted: Record<string, ErrorRoom> = {
	name: { byCode: { '22023': { status: 422, message: m.roles_error_name } } },
	description: { byCode: { '22023': { status: 422, message: m.roles_error_description } } },
	permission_ids: { byCode: { '22023': { status: 422, message: m.roles_error_permissions } } },
	move_to: { byCode: { '22023': { status: 422, message: m.roles_error_move_to } } },
	seen: { byCode: { LN009: { status: 409, message: m.roles_error_moved } } },
	late: { byCode: { LN021: { status: 409, message: m.roles_error_undo_late } } },
	other: { byCode: { LN021: { status: 409, message: m.roles_error_undo_other } } },
	overtaken: { byCode: { LN021: { status: 409, message: m.roles_error_undo_overtaken } } }
};

/** What the database refuses about roles, in words, and the field it is about. */
export const explainRole = (error: Refusal): Explained =>
	explain(error, hinted[error.hint ?? ''] ?? {}, roleErrors);
