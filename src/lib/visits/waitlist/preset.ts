import { idFrom } from '$lib/app/forms/id';
import type { BookingOffer } from '$lib/visits/scheduling/booking';

/** What the form to join the list starts with: what had been chosen where nothing suited. */
export interface Preset {
	target: string;
	type: string;
	/** The visit an earlier time is wanted for. */
	appointment: string | null;
}

/** Reads what the booking steps have in their address. */
export function readPreset(query: URLSearchParams): Preset {
	const [doctor, specialty] = [idFrom(query.get('doctor')), idFrom(query.get('specialty'))];
	return {
		target: doctor ? `doctor:${doctor}` : specialty ? `specialty:${specialty}` : '',
		type: idFrom(query.get('type')) ?? '',
		appointment: idFrom(query.get('earlier'))
	};
}

/** The care chosen so far as the parameters `readPreset` reads. */
export const careQuery = (care: BookingOffer['care']): Record<string, string> =>
	care
		? {
				...(care.doctor ? { doctor: care.doctor.id } : { specialty: care.specialty.id }),
				type: care.type.id
			}
		: {};
