import type { DayVisit } from './queries';

/**
 * Whom the doctor should think of now: the patient in the room, else whoever has waited longest past the
 * earliest appointment, else the next who is expected. Nobody who has died.
 */
export function upNext(visits: readonly DayVisit[], now: Date): DayVisit | null {
	const living = visits.filter(({ patient_deceased_at }) => !patient_deceased_at);
	return (
		living.find(({ status }) => status === 'in_consultation') ??
		living.find(({ status }) => status === 'checked_in') ??
		living.find(
			({ status, ends_at }) =>
				(status === 'confirmed' || status === 'requested') && Date.parse(ends_at) > now.getTime()
		) ??
		null
	);
}

/** Before which visit the present lies; as many as there are visits when all have begun. */
export function nowIndex(visits: readonly DayVisit[], now: Date): number {
	const index = visits.findIndex(({ starts_at }) => Date.parse(starts_at) > now.getTime());
	return index < 0 ? visits.length : index;
}
