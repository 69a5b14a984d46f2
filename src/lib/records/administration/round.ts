import type { Dose } from './queries';
import { doseState, type DoseState } from './words';

/** How many doses stand how. */
export function countStates(doses: readonly Dose[], now: Date): Record<DoseState, number> {
	const counts = { missed: 0, late: 0, due: 0, coming: 0, done: 0 };
	for (const dose of doses) counts[doseState(dose, now)]++;
	return counts;
}

/** The round of a day that is next to be given, or being given: the last that began at most an hour from now. */
export const roundAbout = (times: readonly string[], clock: string): string =>
	[...times].reverse().find((time) => minutes(time) <= minutes(clock) + 60) ?? times[0] ?? '08:00';

export const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whose doses come next in a round: after a patient in the order of the beds, and then from the first on. */
export function nextOf<
	Row extends { admission_id: string; doses: readonly { outcome: string | null }[] }
>(rows: readonly Row[], admissionId: string): Row | null {
	const at = rows.findIndex((row) => row.admission_id === admissionId);
	const others = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
	return others.find(({ doses }) => doses.some(({ outcome }) => outcome === null)) ?? null;
}

/** When the open doses of a stay become late, and when missed. */
export interface DoseTimes {
	admission_id: string;
	late_at: string[];
	missed_at: string[];
}

/** How many are late now, and how many missed; what is missed was late before. */
export function behind(times: readonly DoseTimes[], now: Date) {
	const past = (list: readonly string[]) =>
		list.filter((at) => Date.parse(at) <= now.getTime()).length;
	const missed = times.reduce((sum, { missed_at }) => sum + past(missed_at), 0);
	const late = times.reduce((sum, { late_at }) => sum + past(late_at), 0) - missed;
	return { late, missed };
}
