/** What the hospital's records say of a stay: made by `private.discharge_facts`. Instants are ISO 8601. */
export interface Facts {
	hospital: { name: string; time_zone: string };
	patient: { name: string; mrn: string; birth_date: string; sex: string };
	admitted_at: string;
	discharged_at: string | null;
	disposition: string | null;
	/** When the death the discharge told of was withdrawn; missing in what was signed before there was such a thing. */
	death_withdrawn_at?: string | null;
	reason: string | null;
	diagnosis_group: string | null;
	ward: string;
	attending: string | null;
	stays: { ward: string; bed: string; from: string; until: string | null }[];
	isolation: { isolation: string; from: string; until: string | null }[];
	leaves: { from: string; until: string | null; reason: string | null }[];
	/** The first, the one with the highest NEWS2, the last. */
	observations: {
		which: 'first' | 'worst' | 'last';
		observed_at: string;
		respiratory_rate: number | null;
		spo2: number | null;
		on_oxygen: boolean | null;
		systolic: number | null;
		diastolic: number | null;
		pulse: number | null;
		temperature: number | null;
		news2_score: number | null;
	}[];
	notes: { kind: string; noted_at: string; heading: string }[];
	/** When somebody asked last and there were no allergies, and who. */
	allergies_denied: { at: string; by: string | null } | null;
	allergies: { substance: string; reaction: string | null; severity: string }[];
	follow_ups: {
		kind: string;
		doctor: string;
		due_from: string;
		due_until: string;
		reason: string | null;
	}[];
	appointments: { starts_at: string; doctor: string; visit_type: string }[];
}

/**
 * When it turned out that nobody died as a signed summary says. What was signed cannot be changed, so it is said beside
 * it; null where there is nothing to say.
 */
export const deathWithdrawn = (signed: Facts | null, now: Facts): string | null =>
	signed?.disposition === 'deceased' ? (now.death_withdrawn_at ?? null) : null;
