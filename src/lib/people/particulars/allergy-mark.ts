import { m } from '$lib/paraglide/messages.js';
import type { PatientCard } from '$lib/people/patients/queries';

/**
 * What a wristband says of allergies: that there are some, loudly; that there are none, if somebody asked; and where
 * whoever prints it may not know, or nobody has asked, that it is to be looked up. What they are is in the chart alone:
 * a band may be years old, and is read by everybody.
 */
export function allergyMark({ allergies }: Pick<PatientCard, 'allergies'>): {
	text: string;
	loud: boolean;
} {
	if (!allergies) return { text: m.particulars_allergy_see_chart(), loud: false };
	const stated = allergies.reported?.some(({ answer }) => answer === 'known');
	if (allergies.known.length > 0 || stated)
		return { text: m.particulars_allergy_known(), loud: true };
	if (allergies.denied_at) return { text: m.patients_allergies_none(), loud: false };
	return { text: m.patients_allergies_unknown(), loud: false };
}
