import { m } from '$lib/paraglide/messages.js';
import { dayOf } from '$lib/app/time/days';
import { formatNearDay } from '$lib/app/time/format';
import type { ClosureReason, DiagnosisGroup, Disposition } from './choices';

const dispositionLabels: Record<Disposition, () => string> = {
	home: m.wards_disposition_home,
	transfer: m.wards_disposition_transfer,
	left_against_advice: m.wards_disposition_left,
	deceased: m.wards_disposition_deceased,
	other: m.wards_disposition_other
};
export const dispositionLabel = (disposition: Disposition) => dispositionLabels[disposition]();

const reasonLabels: Record<ClosureReason, () => string> = {
	C: m.wards_closure_closed,
	K: m.wards_closure_contaminated,
	I: m.wards_closure_isolated
};
export const closureLabel = (reason: ClosureReason) => reasonLabels[reason]();

const groupLabels: Record<DiagnosisGroup, () => string> = {
	'A00-B99': m.wards_group_infections,
	'C00-D48': m.wards_group_neoplasms,
	'D50-D89': m.wards_group_blood,
	'E00-E90': m.wards_group_metabolic,
	'F00-F99': m.wards_group_mental,
	'G00-G99': m.wards_group_nerves,
	'H00-H59': m.wards_group_eye,
	'H60-H95': m.wards_group_ear,
	'I00-I99': m.wards_group_circulation,
	'J00-J99': m.wards_group_breathing,
	'K00-K93': m.wards_group_digestion,
	'L00-L99': m.wards_group_skin,
	'M00-M99': m.wards_group_bones,
	'N00-N99': m.wards_group_urinary,
	'O00-O99': m.wards_group_pregnancy,
	'P00-P96': m.wards_group_perinatal,
	'Q00-Q99': m.wards_group_congenital,
	'R00-R99': m.wards_group_symptoms,
	'S00-T98': m.wards_group_injuries,
	'Z00-Z99': m.wards_group_factors
};
export const diagnosisGroupLabel = (group: DiagnosisGroup) =>
	m.wards_group_named({ codes: group, name: groupLabels[group]() });

/** What is special about a bed among those of its ward; null for the usual. */
export const kindLabel = (kind: string): string | null =>
	kind === 'isolation' ? m.wards_kind_isolation() : null;

const sexLetters: Record<string, () => string> = {
	female: m.wards_sex_female,
	male: m.wards_sex_male,
	other: m.wards_sex_other
};
/** One letter, as a bed card has room for. */
export const sexLetter = (sex: string): string => sexLetters[sex]?.() ?? m.wards_sex_unknown();

/** How long ago, by the largest unit that fits: "4 d", "5 h", "12 min". */
export function lengthOfStay(since: string, now: Date): string {
	const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 60_000));
	if (minutes < 60) return m.wards_minutes({ count: minutes });
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return m.wards_hours({ count: hours });
	return m.wards_days({ count: Math.floor(hours / 24) });
}

/** The day somebody is expected to leave on, and whether that is today or should have been. */
export function leavingDay(
	day: string,
	now: Date,
	zone: string
): { when: 'today' | 'overdue' | 'ahead'; day: string } {
	const today = dayOf(now, zone);
	return {
		when: day === today ? 'today' : day < today ? 'overdue' : 'ahead',
		day: formatNearDay(day)
	};
}

/** The same as a bed card says it; null when no day is known. */
export function leavingWords(
	day: string | null,
	now: Date,
	zone: string
): { text: string; soon: boolean } | null {
	if (!day) return null;
	const leaving = leavingDay(day, now, zone);
	switch (leaving.when) {
		case 'today':
			return { text: m.wards_leaves_today(), soon: true };
		case 'overdue':
			return { text: m.wards_overdue({ day: leaving.day }), soon: true };
		case 'ahead':
			return { text: m.wards_leaves({ day: leaving.day }), soon: false };
	}
}
