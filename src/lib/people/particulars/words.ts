import { m } from '$lib/paraglide/messages.js';

type Words = Record<string, () => string>;
const said = (words: Words) => (id: string) => words[id]?.() ?? id;

export const identifierLabel = said({
	passport: m.particulars_kind_passport,
	residence_permit: m.particulars_kind_residence_permit,
	driving_licence: m.particulars_kind_driving_licence,
	social_security: m.particulars_kind_social_security,
	health_card: m.particulars_kind_health_card,
	foreign_mrn: m.particulars_kind_foreign_mrn,
	other: m.particulars_kind_other
});

export const holderLabel = said({
	self: m.particulars_holder_self,
	partner: m.patients_relationship_partner,
	parent: m.patients_relationship_parent,
	child: m.patients_relationship_child,
	other: m.patients_relationship_other
});

export const rankLabel = said({
	'1': m.particulars_rank_1,
	'2': m.particulars_rank_2,
	'3': m.particulars_rank_3
});

export const decisionLabel = said({
	given: m.particulars_decision_given,
	refused: m.particulars_decision_refused,
	withdrawn: m.particulars_decision_withdrawn
});

export const statedByLabel = said({
	patient: m.particulars_stated_by_patient,
	guardian: m.particulars_stated_by_guardian,
	representative: m.particulars_stated_by_representative
});

const consents: Words = {
	treatment: m.particulars_consent_treatment,
	data_sharing: m.particulars_consent_data_sharing,
	photos: m.particulars_consent_photos,
	messages: m.particulars_consent_messages,
	research: m.particulars_consent_research
};

/** What is asked; a kind that nobody here has words for says what it is. */
export const consentLabel = (kind: string, description?: string): string =>
	consents[kind]?.() ?? description ?? kind;
