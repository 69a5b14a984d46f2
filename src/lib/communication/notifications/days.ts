import { dayOf } from '$lib/app/time/days';

/** Things of one day of the hospital, under its date ("2026-11-22"). */
export interface DayOf<Thing> {
	day: string;
	things: Thing[];
}

/** Parts what is already in order of time by the days of a zone; the order stays. */
export function byDay<Thing extends { created_at: string }>(
	things: readonly Thing[],
	zone: string
): DayOf<Thing>[] {
	const days: DayOf<Thing>[] = [];
	for (const thing of things) {
		const day = dayOf(thing.created_at, zone);
		const last = days.at(-1);
		if (last?.day === day) last.things.push(thing);
		else days.push({ day, things: [thing] });
	}
	return days;
}
