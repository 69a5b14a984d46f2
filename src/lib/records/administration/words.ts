import { dayOf } from '$lib/app/time/days';
import { formatNearDay, formatTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { amountWords } from '$lib/records/prescriptions/words';
import type { Administration, Dose } from './queries';

type Words = Record<string, () => string>;
const said = (list: Words, key: string | null) => (key === null ? '' : (list[key]?.() ?? key));

const outcomes: Words = {
	given: m.administration_outcome_given,
	refused: m.administration_outcome_refused,
	held: m.administration_outcome_held,
	missed: m.administration_outcome_missed
};
export const outcomeLabel = (key: string) => said(outcomes, key);

const reasons: Words = {
	declined: m.administration_reason_declined,
	asleep: m.administration_reason_asleep,
	nausea: m.administration_reason_nausea,
	nil_by_mouth: m.administration_reason_nil_by_mouth,
	absent: m.administration_reason_absent,
	no_access: m.administration_reason_no_access,
	measurements: m.administration_reason_measurements,
	doctor_asked: m.administration_reason_doctor_asked,
	not_available: m.administration_reason_not_available,
	other: m.administration_reason_other
};
export const reasonLabel = (key: string | null) => said(reasons, key);

const sites: Words = {
	arm_left: m.administration_site_arm_left,
	arm_right: m.administration_site_arm_right,
	thigh_left: m.administration_site_thigh_left,
	thigh_right: m.administration_site_thigh_right,
	buttock_left: m.administration_site_buttock_left,
	buttock_right: m.administration_site_buttock_right,
	abdomen: m.administration_site_abdomen,
	chest: m.administration_site_chest,
	back: m.administration_site_back,
	eye_left: m.administration_site_eye_left,
	eye_right: m.administration_site_eye_right,
	eyes: m.administration_site_eyes,
	ear_left: m.administration_site_ear_left,
	ear_right: m.administration_site_ear_right,
	ears: m.administration_site_ears
};
export const siteLabel = (key: string | null) => said(sites, key);

const effects: Words = {
	helped: m.administration_effect_helped,
	partly: m.administration_effect_partly,
	none: m.administration_effect_none,
	worse: m.administration_effect_worse
};
export const effectLabel = (key: string | null) => said(effects, key);

export type DoseState = 'missed' | 'late' | 'due' | 'coming' | 'done';
/** How it stands with a dose: open ones are due from an hour before their time. */
export function doseState(
	dose: Pick<Dose, 'outcome' | 'due_at' | 'late_at' | 'missed_at'>,
	now: Date
): DoseState {
	if (dose.outcome) return 'done';
	const at = now.getTime();
	if (at >= Date.parse(dose.missed_at)) return 'missed';
	if (at > Date.parse(dose.late_at)) return 'late';
	return at >= Date.parse(dose.due_at) - 3_600_000 ? 'due' : 'coming';
}
const states: Record<DoseState, () => string> = {
	missed: m.administration_state_missed,
	late: m.administration_state_late,
	due: m.administration_state_due,
	coming: m.administration_state_coming,
	done: m.administration_state_done
};
export const stateLabel = (state: DoseState) => states[state]();
export const stateTone = (state: DoseState) =>
	state === 'missed'
		? 'error'
		: state === 'late'
			? 'warning'
			: state === 'due'
				? 'primary'
				: 'neutral';

/** What was done, by whom, and what belongs to it. */
export const doneWords = (done: Administration, zone: string) =>
	[
		done.dose && done.unit && amountWords(done.dose, done.unit),
		siteLabel(done.site),
		reasonLabel(done.reason_kind),
		done.reason,
		`${done.staff_name}, ${formatTime(done.given_at, zone)}`,
		done.witness_name && m.administration_with({ name: done.witness_name })
	]
		.filter(Boolean)
		.join(' · ');

/** When a dose is due; with the day, where that is not today. */
export const dueWords = (at: string, now: Date, zone: string) =>
	[dayOf(at, zone) !== dayOf(now, zone) && formatNearDay(at, zone), formatTime(at, zone)]
		.filter(Boolean)
		.join(' ');
