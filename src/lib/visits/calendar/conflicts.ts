import { overlaps, type Span } from './layout';
import type { CalendarContent, CalendarVisit, MoveTarget } from './queries';

/** Why a visit cannot stand where it is held, as far as what is on the screen tells. */
export type Conflict =
	| { kind: 'past' }
	| { kind: 'absent' }
	| { kind: 'outside_hours' }
	| { kind: 'not_offered' }
	| { kind: 'doctor_taken'; by: CalendarVisit }
	| { kind: 'patient_elsewhere'; by: CalendarVisit }
	| { kind: 'room_taken'; roomId: string; by: CalendarVisit };

/** Where a visit is held: with whom, from when, and in which room if one was chosen. */
export interface Place {
	doctorId: string;
	roomId: string | null;
	start: number;
}

/* Those the exclusion constraints of the table leave alone take nothing from anybody. */
const takes = (visit: CalendarVisit) =>
	visit.status !== 'no_show' && visit.status !== 'cancelled' && visit.overbookReason === null;

/** How long the visit would last with the doctor; as long as now where that is not known. */
export const lengthWith = (visit: CalendarVisit, target: MoveTarget | undefined) =>
	target?.length ?? visit.end - visit.start;

/**
 * The first thing that stands in the way of a visit at a place; null when nothing does. The database
 * decides when it is let go: what is not on the screen, or happened since, only it knows.
 *
 * @param targets what `moveTargets` answered; null while it has not
 */
export function conflictAt(
	visit: CalendarVisit,
	place: Place,
	content: CalendarContent,
	targets: ReadonlyMap<string, MoveTarget> | null,
	now: number
): Conflict | null {
	const target = targets?.get(place.doctorId);
	const span: Span = { start: place.start, end: place.start + lengthWith(visit, target) };
	const staysInTime = place.doctorId === visit.doctorId && place.start === visit.start;

	if (!staysInTime) {
		if (span.start <= now) return { kind: 'past' };
		const away = content.absences.some(
			(absence) => absence.doctorId === place.doctorId && overlaps(absence, span)
		);
		if (away) return { kind: 'absent' };
		const inHours = content.hours.some(
			(hours) =>
				hours.doctorId === place.doctorId && hours.start <= span.start && hours.end >= span.end
		);
		if (!inHours) return { kind: 'outside_hours' };
		if (targets && !target?.starts.includes(place.start)) return { kind: 'not_offered' };
	}

	const others = content.visits.filter(
		(other) => other.id !== visit.id && takes(other) && overlaps(other, span)
	);
	const doctors = others.find((other) => other.doctorId === place.doctorId);
	if (doctors && !staysInTime) return { kind: 'doctor_taken', by: doctors };
	const patients = others.find((other) => other.patientId === visit.patientId);
	if (patients && !staysInTime) return { kind: 'patient_elsewhere', by: patients };
	const roomId = place.roomId ?? roomOf(content, place.doctorId, span);
	const inRoom = roomId === null ? undefined : others.find((other) => other.roomId === roomId);
	return inRoom && roomId !== null ? { kind: 'room_taken', roomId, by: inRoom } : null;
}

/** The room a doctor works in at a time, as their hours say. */
export function roomOf(content: CalendarContent, doctorId: string, span: Span): string | null {
	return (
		content.hours.find(
			(hours) => hours.doctorId === doctorId && hours.start <= span.start && hours.end >= span.end
		)?.roomId ?? null
	);
}

/**
 * Where a visit held at an instant lands: the nearest time the doctor offers if one is within reach, else
 * where it is held, in steps of five minutes.
 */
export function snap(
	held: number,
	visit: CalendarVisit,
	doctorId: string,
	targets: ReadonlyMap<string, MoveTarget> | null
): number {
	const own = doctorId === visit.doctorId ? [visit.start] : [];
	const starts = [...(targets?.get(doctorId)?.starts ?? []), ...own];
	let best: number | null = null;
	for (const start of starts) {
		if (best === null || Math.abs(start - held) < Math.abs(best - held)) best = start;
	}
	if (best !== null && Math.abs(best - held) <= (visit.end - visit.start) / 2) return best;
	return Math.round(held / stepMs) * stepMs;
}

const stepMs = 5 * 60_000;
