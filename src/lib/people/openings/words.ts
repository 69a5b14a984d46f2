import { m } from '$lib/paraglide/messages.js';
import type { EmergencyKind, State } from './kinds';

const kinds: Record<EmergencyKind, () => string> = {
	emergency: m.openings_kind_emergency,
	on_call: m.openings_kind_on_call,
	consult: m.openings_kind_consult,
	other: m.openings_kind_other
};
export const kindLabel = (kind: string | null) =>
	kind !== null && kind in kinds ? kinds[kind as EmergencyKind]() : '';

const wrong: Record<string, () => string> = {
	kind: m.openings_error_kind,
	reason: m.openings_error_reason,
	words: m.openings_error_words,
	note: m.openings_error_note
};
/** What a key of `schema.ts` says. */
export const wrongWords = (key: string) => wrong[key]?.() ?? key;

const states: Record<State, () => string> = {
	due: m.openings_state_due,
	overdue: m.openings_state_overdue,
	justified: m.openings_state_justified,
	unjustified: m.openings_state_unjustified,
	questions: m.openings_state_questions
};
export const stateLabel = (state: State) => states[state]();

const care: Record<string, () => string> = {
	booked: m.openings_care_booked,
	admitted: m.openings_care_admitted,
	assigned: m.openings_care_assigned,
	escalated: m.openings_care_escalated,
	covering: m.openings_care_covering
};
/** By what somebody had a patient in their care, as the patient reads it. */
export const careLabel = (reason: string) => care[reason]?.() ?? m.openings_care_other();
