interface Named {
	given_name: string;
	family_name: string;
}

/** Somebody's names; the one of those who have but one. */
export const fullName = ({ given_name, family_name }: Named): string =>
	`${given_name} ${family_name}`.trim();

/** What somebody is called among their own. */
export const calledName = ({ given_name, family_name }: Named): string => given_name || family_name;

/** A patient as a list names one; null where the reader may not see who it is. */
export const patientRef = (patient: (Named & { id: string; mrn: string }) | null) =>
	patient && { id: patient.id, mrn: patient.mrn, name: fullName(patient) };

/** A first guess at the two halves of a name typed as one: the last word is the family's. */
export function splitName(name: string): Named {
	const words = name.trim().split(/\s+/);
	const family_name = words.length > 1 ? (words.pop() ?? '') : '';
	return { given_name: words.join(' '), family_name };
}
