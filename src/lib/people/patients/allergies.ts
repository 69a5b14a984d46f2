import { m } from '$lib/paraglide/messages.js';

export interface Allergy {
	id: string;
	substance: string;
	reaction: string | null;
	severity: string;
	kind: string;
	category: string | null;
	certainty: string;
}

/** What a patient stated, unverified. */
export interface AllergyReport {
	id: string;
	answer: 'none' | 'known';
	words: string | null;
	reported_at: string;
	taken_by: string | null;
}

/**
 * What is known of a patient's allergies, as `patient_allergies` of the database tells it. That there is none is known
 * only when somebody asked: `denied_at`.
 */
export interface KnownAllergies {
	/** The active ones, severe first. */
	known: Allergy[];
	/** What the patient stated at registration and nobody has checked with them yet. */
	reported: AllergyReport[] | null;
	/** When somebody asked last and there were none, and who. */
	denied_at: string | null;
	denied_by: string | null;
}

/**
 * The words where no allergy is listed: that none is known, or that nobody has asked. Null where the reader may not
 * know, which is not to be taken for either.
 */
export function noAllergies(denied: boolean | null): string | null {
	if (denied === null) return null;
	return denied ? m.patients_allergies_none() : m.patients_allergies_unknown();
}
