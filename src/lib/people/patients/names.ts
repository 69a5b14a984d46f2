interface Named {
	given_name: string;
	family_name: string;
}

/** Somebody's names; the one of those who have but one. */
export const fullName = ({ given_name, family_name }: Named): string =>
	`${given_name} ${family_name}`.trim();

/** What somebody is called among their own. */
export const calledName = ({ given_name, family_name }: Named): string => given_name || family_name;

/** What of a record a list names its patient by. */
export interface PatientRefRow extends Named {
	id: string;
	mrn: string;
	deceased_at: string | null;
}

/** A patient as a list names one, with the mark of who has died. */
export interface PatientRef {
	id: string;
	mrn: string;
	name: string;
	deceased_at: string | null;
}

/** Null where the reader may not see who it is. */
export const patientRef = (patient: PatientRefRow | null): PatientRef | null =>
	patient && {
		id: patient.id,
		mrn: patient.mrn,
		name: fullName(patient),
		deceased_at: patient.deceased_at
	};

/** A first guess at the two halves of a name typed as one: the last word is the family's. */
export function splitName(name: string): Named {
	const words = name.trim().split(/\s+/);
	const family_name = words.length > 1 ? (words.pop() ?? '') : '';
	return { given_name: words.join(' '), family_name };
}
