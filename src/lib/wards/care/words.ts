import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/app/ui/types';
import type { NoteKind, Shift, TaskPriority } from './choices';

const priorities: Record<TaskPriority, () => string> = {
	routine: m.care_priority_routine,
	important: m.care_priority_important,
	urgent: m.care_priority_urgent
};
export const priorityLabel = (priority: string): string =>
	priorities[priority as TaskPriority]?.() ?? priority;
export const priorityTone = (priority: string): Tone =>
	priority === 'urgent' ? 'error' : priority === 'important' ? 'warning' : 'neutral';

const kinds: Record<NoteKind | 'handover', () => string> = {
	progress: m.care_kind_progress,
	intervention: m.care_kind_intervention,
	communication: m.care_kind_communication,
	incident: m.care_kind_incident,
	handover: m.care_kind_handover
};
export const kindLabel = (kind: string): string => kinds[kind as NoteKind]?.() ?? kind;

const shifts: Record<Shift, () => string> = {
	day: m.care_shift_day,
	evening: m.care_shift_evening,
	night: m.care_shift_night
};
export const shiftLabel = (shift: string): string => shifts[shift as Shift]?.() ?? shift;

/** Why a task was given up; what the database says itself is put into words. */
export const cancelWords = (reason: string, byHand: boolean): string =>
	byHand ? reason : m.care_cancelled_discharged();
