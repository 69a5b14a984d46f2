import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { dayOf } from '$lib/app/time/days';
import { searchPatients, type FoundPatient } from '$lib/people/patients/queries';
import { whereabouts, type Whereabouts } from '$lib/wards/board/whereabouts';

/** Somebody found, with where they are today as far as the reader may know. */
export interface PlacedPatient extends FoundPatient {
	place: Whereabouts | null;
	/** When they have a visit today. */
	visit_at: string | null;
}

/** So many are shown; more are looked at, since who is here comes first. */
const shown = 8;
const lookedAt = 24;
const day = 24 * 3_600_000;

/** Who lies here first, then who has a visit today, then the others; within each, the best match first. */
export function whoIsHereFirst(
	found: readonly FoundPatient[],
	places: readonly Whereabouts[],
	visits: readonly { patient_id: string; starts_at: string }[]
): PlacedPatient[] {
	const placed = found.map((patient) => ({
		...patient,
		place: places.find(({ patient_id }) => patient_id === patient.id) ?? null,
		visit_at: visits.find(({ patient_id }) => patient_id === patient.id)?.starts_at ?? null
	}));
	const rank = ({ place, visit_at }: PlacedPatient) => (place ? 0 : visit_at ? 1 : 2);
	return placed.toSorted((one, other) => rank(one) - rank(other)).slice(0, shown);
}

/** Patients as the palette offers them. */
export async function findPlaced(
	client: SupabaseClient<Database>,
	words: string,
	zone: string,
	signal: AbortSignal
): Promise<PlacedPatient[]> {
	const found = await searchPatients(client, words, { limit: lookedAt, signal });
	const ids = found.map(({ id }) => id);
	if (ids.length === 0) return [];
	const now = Date.now();
	const [places, { data: visits }] = await Promise.all([
		whereabouts(client, ids),
		client
			.from('appointments')
			.select('patient_id, starts_at')
			.in('patient_id', ids)
			.in('status', ['requested', 'confirmed', 'checked_in', 'in_consultation'])
			.gte('starts_at', new Date(now - day).toISOString())
			.lt('starts_at', new Date(now + day).toISOString())
			.order('starts_at')
			.throwOnError()
	]);
	const today = dayOf(new Date(now), zone);
	return whoIsHereFirst(
		found,
		places,
		visits.filter(({ starts_at }) => dayOf(new Date(starts_at), zone) === today)
	);
}
