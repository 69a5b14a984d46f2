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

/** "Died 22 Nov 2026", wherever the name of somebody who has died stands; nothing of who lives. */
export const diedWords = (at: string | null | undefined, zone: string): string | null =>
	at ? m.patients_died({ day: formatDate(at, zone) }) : null;
