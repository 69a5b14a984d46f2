import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const setupErrors: ErrorRoom = {
	byConstraint: {
		wards_code_key: { status: 409, message: m.ward_setup_error_code_taken, field: 'code' },
		departments_in_use: {
			status: 409,
			message: m.directory_error_department_closed,
			field: 'department_id'
		},
		ward_rooms_name_in_ward: { status: 409, message: m.ward_setup_error_room_taken, field: 'name' },
		beds_label_in_ward: { status: 409, message: m.ward_setup_error_label_taken, field: 'label' },
		ward_rooms_plan_overlap: { status: 409, message: m.ward_setup_error_overlap },
		staff_wards_pkey: { status: 409, message: m.ward_setup_error_member }
	},
	byCode: {
		'22023': { status: 422, message: m.ward_setup_error_overlap },
		LN009: { status: 409, message: m.ward_setup_error_stale },
		PT404: { status: 404, message: m.ward_setup_error_gone }
	}
};

/* What still counts on a bed, a room or a ward is in the hint: each has another way out. */
const openHints: Record<string, () => string> = {
	occupied: m.ward_setup_error_occupied,
	reserved: m.ward_setup_error_reserved,
	waiting: m.ward_setup_error_waiting,
	requested: m.ward_setup_error_requested,
	room: m.ward_setup_error_room_inactive
};

/** What the database refuses when a ward is set up, in words, and the field it is about. */
export function explainSetup(error: Refusal): Explained {
	const open = error.code === 'LN005' && openHints[error.hint ?? ''];
	const field = error.hint === 'room' ? 'room_id' : 'active';
	return open ? { status: 409, message: open(), field } : explain(error, setupErrors);
}

/** The same where there are no such fields, only a button. */
export const explainSetupStep = (error: Refusal): Explained => ({
	...explainSetup(error),
	field: undefined
});
