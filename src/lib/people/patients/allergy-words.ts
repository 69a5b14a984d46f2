import { m } from '$lib/paraglide/messages.js';

const severityLabels: Record<string, () => string> = {
	mild: () => m.patients_severity_mild(),
	moderate: () => m.patients_severity_moderate(),
	severe: () => m.patients_severity_severe()
};

export const severityLabel = (severity: string): string => severityLabels[severity]?.() ?? severity;

const kindLabels: Record<string, () => string> = {
	allergy: m.patients_allergy_kind_allergy,
	intolerance: m.patients_allergy_kind_intolerance
};
export const allergyKindLabel = (kind: string): string => kindLabels[kind]?.() ?? kind;

const categoryLabels: Record<string, () => string> = {
	medicine: m.patients_allergy_category_medicine,
	food: m.patients_allergy_category_food,
	environment: m.patients_allergy_category_environment,
	other: m.patients_allergy_category_other
};
export const allergyCategoryLabel = (category: string): string =>
	categoryLabels[category]?.() ?? category;

const certaintyLabels: Record<string, () => string> = {
	confirmed: m.patients_allergy_certainty_confirmed,
	suspected: m.patients_allergy_certainty_suspected
};
export const allergyCertaintyLabel = (certainty: string): string =>
	certaintyLabels[certainty]?.() ?? certainty;
