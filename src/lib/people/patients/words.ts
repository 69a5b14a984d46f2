import { ageOn, dayOf, daysBetween, monthsOn } from '$lib/app/time/days';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { Sex } from './codes';

type AgeUnit = 'days' | 'weeks' | 'months' | 'years';

/** An age as those who care for children say it: days, weeks and months say more of who is small than "0 years". */
function ageOf(
	birthDate: string,
	now: Date,
	zone: string,
	diedAt?: string | null
): { age: number; unit: AgeUnit } {
	// Nobody grows older who has died.
	const today = dayOf(diedAt ? new Date(diedAt) : now, zone);
	const days = Math.max(0, daysBetween(birthDate.slice(0, 10), today));
	const months = monthsOn(today, birthDate);
	if (days < 28) return { age: days, unit: 'days' };
	if (months < 3) return { age: Math.floor(days / 7), unit: 'weeks' };
	if (months < 24) return { age: months, unit: 'months' };
	return { age: ageOn(today, birthDate), unit: 'years' };
}

const ageLabels: Record<AgeUnit, (input: { age: number }) => string> = {
	days: (input) => m.patients_age_days(input),
	weeks: (input) => m.patients_age_weeks(input),
	months: (input) => m.patients_age_months(input),
	years: (input) => m.patients_age(input)
};

const shortAgeLabels: Record<AgeUnit, (input: { age: number }) => string> = {
	days: (input) => m.patients_age_short_days(input),
	weeks: (input) => m.patients_age_short_weeks(input),
	months: (input) => m.patients_age_short_months(input),
	years: (input) => m.patients_age_short(input)
};

/** "41 years", today, or when they died; "3 weeks" of an infant. */
export function ageWords(
	birthDate: string,
	now: Date,
	zone: string,
	diedAt?: string | null
): string {
	const { age, unit } = ageOf(birthDate, now, zone, diedAt);
	return ageLabels[unit]({ age });
}

/** "41 y", "3 wk", as a card has room for. */
export function shortAge(
	birthDate: string,
	now: Date,
	zone: string,
	diedAt?: string | null
): string {
	const { age, unit } = ageOf(birthDate, now, zone, diedAt);
	return shortAgeLabels[unit]({ age });
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

/** "Died 22 Nov 2026", wherever the name of somebody who has died stands; nothing of who lives. */
export const diedWords = (at: string | null | undefined, zone: string): string | null =>
	at ? m.patients_died({ day: formatDate(at, zone) }) : null;
