import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	fields: { category: m.patients_allergy_category },
	values: {
		allergy: m.patients_allergy_kind_allergy,
		environment: m.patients_allergy_category_environment,
		food: m.patients_allergy_category_food,
		intolerance: m.patients_allergy_kind_intolerance,
		medicine: m.patients_allergy_category_medicine,
		suspected: m.patients_allergy_certainty_suspected
	}
} satisfies AuditWords;
