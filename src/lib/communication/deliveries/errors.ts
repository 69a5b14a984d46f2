import { explain, type ErrorRoom, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { schedulingErrors } from '$lib/visits/scheduling/errors';

/** What the database refuses about messages and their links, in words. */
const deliveryErrors: ErrorRoom = {
	byCode: {
		LN001: { status: 409, message: m.deliveries_error_slot },
		LN009: { status: 409, message: m.deliveries_error_retry },
		LN012: { status: 409, message: m.deliveries_error_slot },
		LN014: { status: 410, message: m.deliveries_link_over_text },
		'23P01': { status: 409, message: m.deliveries_error_slot },
		PT404: { status: 404, message: m.deliveries_error_gone }
	},
	byConstraint: {
		appointments_patient_elsewhere: { status: 409, message: m.deliveries_error_elsewhere },
		appointments_doctor_taken: { status: 409, message: m.deliveries_error_slot },
		appointments_room_taken: { status: 409, message: m.deliveries_error_slot }
	}
};

export const explainDelivery = (error: Refusal): Explained =>
	explain(error, deliveryErrors, schedulingErrors);
