import { m } from '$lib/paraglide/messages.js';
import { diedWords } from '$lib/people/patients/words';
import { statusLabel, type VisitStatus } from '$lib/visits/scheduling/status';
import { visitStepText } from '$lib/visits/scheduling/undo';
import { formatDay, formatTime } from '$lib/app/time/format';
import type { LastStep } from '$lib/app/undo/steps';
import type { Conflict } from './conflicts';
import type { CalendarVisit } from './queries';

/** Names of what visits only know by id. */
export interface Names {
	doctors: Record<string, string>;
	rooms: Record<string, string>;
	types: Record<string, string>;
}

export const span = (visit: { start: number; end: number }, zone: string) =>
	`${formatTime(visit.start, zone)}–${formatTime(visit.end, zone)}`;

export const patientOf = (visit: CalendarVisit) => visit.patient ?? m.calendar_patient_unnamed();

/** What stands in the way, in a few words: they are read while something is being dragged. */
export function conflictText(conflict: Conflict, names: Names, zone: string): string {
	switch (conflict.kind) {
		case 'past':
			return m.calendar_conflict_past();
		case 'absent':
			return m.calendar_conflict_absent();
		case 'outside_hours':
			return m.calendar_conflict_outside_hours();
		case 'not_offered':
			return m.calendar_conflict_not_offered();
		case 'doctor_taken':
			return m.calendar_conflict_doctor_taken({
				patient: patientOf(conflict.by),
				time: span(conflict.by, zone)
			});
		case 'patient_elsewhere':
			return m.calendar_conflict_patient_elsewhere({
				doctor: names.doctors[conflict.by.doctorId] ?? '',
				time: span(conflict.by, zone)
			});
		case 'room_taken':
			return m.calendar_conflict_room_taken({
				room: names.rooms[conflict.roomId] ?? '',
				doctor: names.doctors[conflict.by.doctorId] ?? '',
				time: span(conflict.by, zone)
			});
	}
}

/** A visit as it is read out. */
export function visitLabel(visit: CalendarVisit, names: Names, zone: string): string {
	return [
		span(visit, zone),
		patientOf(visit),
		diedWords(visit.deceasedAt, zone),
		names.types[visit.typeId],
		names.doctors[visit.doctorId],
		visit.roomId && names.rooms[visit.roomId],
		statusLabel(visit.status),
		visit.overbookReason && m.calendar_overbooked({ reason: visit.overbookReason })
	]
		.filter(Boolean)
		.join(', ');
}

/** What one has done to a visit last; where it is on the screen, with where it was put. */
export function changeText(
	step: LastStep,
	visit: CalendarVisit | undefined,
	names: Names,
	zone: string
): string {
	if (!visit || step.made || step.to_status === 'cancelled') return visitStepText(step);
	return m.calendar_moved({
		patient: patientOf(visit),
		when: `${formatDay(visit.start, zone)}, ${formatTime(visit.start, zone)}`,
		doctor: names.doctors[visit.doctorId] ?? ''
	});
}

const colours: Record<VisitStatus, string> = {
	requested: 'bg-warning-100-900 text-warning-900-100 border-warning-500 border-dashed',
	confirmed: 'bg-primary-100-900 text-primary-900-100 border-primary-500',
	checked_in: 'bg-secondary-100-900 text-secondary-900-100 border-secondary-500',
	in_consultation: 'bg-success-100-900 text-success-900-100 border-success-500',
	completed: 'bg-surface-200-800 text-surface-800-200 border-surface-400-600',
	cancelled: 'bg-surface-200-800 text-surface-800-200 border-surface-400-600',
	no_show: 'bg-error-100-900 text-error-900-100 border-error-500 line-through'
};

export const colourOf = (status: VisitStatus) => colours[status];
