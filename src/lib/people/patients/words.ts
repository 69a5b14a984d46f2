import { ageOn, dayOf, monthsOn } from '$lib/app/time/days';
import { m } from '$lib/paraglide/messages.js';
import type { Sex } from './codes';

/** "41 years", today. */
export const ageWords = (birthDate: string, now: Date, zone: string): string =>
	m.patients_age({ age: ageOn(dayOf(now, zone), birthDate) });

/** "41 y", as a card has room for; months for who is not yet two: that says more on a children's ward. */
export function shortAge(birthDate: string, now: Date, zone: string): string {
	const today = dayOf(now, zone);
	const age = ageOn(today, birthDate);
	return age < 2
		? m.patients_age_months({ count: monthsOn(today, birthDate) })
		: m.patients_age_short({ age });
}

const sexLabels: Record<Sex, () => string> = {
	female: () => m.patients_sex_female(),
	male: () => m.patients_sex_male(),
	other: () => m.patients_sex_other(),
	unknown: () => m.patients_sex_unknown()
};

export function sexLabel(sex: string): string {
	return (sexLabels[sex as Sex] ?? sexLabels.unknown)();
}

const relationshipLabels: Record<string, () => string> = {
	self: () => m.patients_relationship_self(),
	partner: () => m.patients_relationship_partner(),
	parent: () => m.patients_relationship_parent(),
	child: () => m.patients_relationship_child(),
	sibling: () => m.patients_relationship_sibling(),
	guardian: () => m.patients_relationship_guardian(),
	carer: () => m.patients_relationship_carer(),
	friend: () => m.patients_relationship_friend(),
	other: () => m.patients_relationship_other()
};

/** Who a contact or portal user is to a patient; words the hospital typed itself are shown as they are. */
export const relationshipLabel = (relationship: string): string =>
	relationshipLabels[relationship]?.() ?? relationship;

const severityLabels: Record<string, () => string> = {
	mild: () => m.patients_severity_mild(),
	moderate: () => m.patients_severity_moderate(),
	severe: () => m.patients_severity_severe()
};

export const severityLabel = (severity: string): string => severityLabels[severity]?.() ?? severity;

const proofLabels: Record<string, () => string> = {
	registered: () => m.patients_proof_registered(),
	code: () => m.patients_proof_code(),
	matched: () => m.patients_proof_matched(),
	unrecorded: () => m.patients_proof_unrecorded()
};

/** Why an account was believed; a document is named as the desk wrote it. */
export const proofLabel = (proof: string): string => proofLabels[proof]?.() ?? proof;

const linkForLabels: Record<string, () => string> = {
	self: () => m.patients_code_for_self(),
	parent: () => m.patients_code_for_parent(),
	guardian: () => m.patients_code_for_guardian(),
	carer: () => m.patients_code_for_carer()
};

/** Whom a code is for, at the desk. */
export const linkForLabel = (relationship: string): string =>
	linkForLabels[relationship]?.() ?? relationship;
