import { m } from '$lib/paraglide/messages.js';
import { dayOf } from '$lib/app/time/days';
import { formatNearDay } from '$lib/app/time/format';

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
