import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import type { Step } from './steps';

type Words = Record<string, () => string>;
const said = (list: Words, key: string | null) => (key === null ? '' : (list[key]?.() ?? key));

/** What a medicine is called in the reader's language. */
export const medicineName = ({
	medicine,
	medicine_es
}: {
	medicine: string;
	medicine_es: string;
}) => (getLocale() === 'es' ? medicine_es : medicine);

const routes: Words = {
	oral: m.prescriptions_route_oral,
	sublingual: m.prescriptions_route_sublingual,
	buccal: m.prescriptions_route_buccal,
	intravenous: m.prescriptions_route_intravenous,
	intramuscular: m.prescriptions_route_intramuscular,
	subcutaneous: m.prescriptions_route_subcutaneous,
	intradermal: m.prescriptions_route_intradermal,
	inhaled: m.prescriptions_route_inhaled,
	nasal: m.prescriptions_route_nasal,
	ophthalmic: m.prescriptions_route_ophthalmic,
	otic: m.prescriptions_route_otic,
	topical: m.prescriptions_route_topical,
	transdermal: m.prescriptions_route_transdermal,
	rectal: m.prescriptions_route_rectal,
	vaginal: m.prescriptions_route_vaginal,
	epidural: m.prescriptions_route_epidural
};
export const routeLabel = (key: string) => said(routes, key);

const timings: Words = {
	before_food: m.prescriptions_timing_before_food,
	with_food: m.prescriptions_timing_with_food,
	after_food: m.prescriptions_timing_after_food,
	empty_stomach: m.prescriptions_timing_empty_stomach,
	morning: m.prescriptions_timing_morning,
	bedtime: m.prescriptions_timing_bedtime
};
export const timingLabel = (key: string | null) => said(timings, key);

const states: Words = {
	draft: m.prescriptions_status_draft,
	active: m.prescriptions_status_active,
	changed: m.prescriptions_status_changed,
	renewed: m.prescriptions_status_renewed,
	stopped: m.prescriptions_status_stopped,
	completed: m.prescriptions_status_completed,
	discarded: m.prescriptions_status_discarded
};
export const statusLabel = (key: string) => said(states, key);

const ends: Words = {
	no_longer_needed: m.prescriptions_end_no_longer_needed,
	side_effect: m.prescriptions_end_side_effect,
	no_effect: m.prescriptions_end_no_effect,
	interaction: m.prescriptions_end_interaction,
	allergy: m.prescriptions_end_allergy,
	pregnancy: m.prescriptions_end_pregnancy,
	error: m.prescriptions_end_error,
	patient_choice: m.prescriptions_end_patient_choice,
	changed: m.prescriptions_end_changed,
	renewed: m.prescriptions_end_renewed,
	completed: m.prescriptions_end_completed,
	died: m.prescriptions_end_died,
	held: m.prescriptions_end_held,
	other: m.prescriptions_end_other
};
export const endLabel = (key: string | null) => said(ends, key);

const periods: Words = {
	h: m.prescriptions_period_h,
	d: m.prescriptions_period_d,
	wk: m.prescriptions_period_wk,
	mo: m.prescriptions_period_mo
};
export const periodLabel = (key: string) => said(periods, key);

const units: Record<string, (input: { count: number }) => string> = {
	tablet: m.prescriptions_unit_tablet,
	capsule: m.prescriptions_unit_capsule,
	sachet: m.prescriptions_unit_sachet,
	ampoule: m.prescriptions_unit_ampoule,
	vial: m.prescriptions_unit_vial,
	puff: m.prescriptions_unit_puff,
	drop: m.prescriptions_unit_drop,
	application: m.prescriptions_unit_application,
	patch: m.prescriptions_unit_patch,
	suppository: m.prescriptions_unit_suppository,
	pessary: m.prescriptions_unit_pessary
};
/** A unit as people read it: micrograms and units are never abbreviated. */
export function unitLabel(unit: string, count = 2): string {
	if (unit === 'ug') return m.prescriptions_unit_micrograms();
	if (unit === '[iU]') return m.prescriptions_unit_units();
	return units[unit]?.({ count }) ?? unit;
}
const amount = (value: number) =>
	new Intl.NumberFormat(getLocale(), { maximumFractionDigits: 6 }).format(value);
export const amountWords = (value: number, unit: string) =>
	`${amount(value)} ${unitLabel(unit, value)}`;

/** "3 times a day", "every 8 hours", "once every 2 days". */
export function frequencyWords({ per_period: count, period, period_unit }: Step): string {
	switch (period_unit) {
		case 'h':
			return count === 1
				? m.prescriptions_every_hours({ count: period })
				: `${count} × ${m.prescriptions_every_hours({ count: period })}`;
		case 'wk':
			return period === 1
				? m.prescriptions_times_a_week({ count })
				: m.prescriptions_times_in_weeks({ count, weeks: period });
		case 'mo':
			return count === 1
				? m.prescriptions_every_months({ count: period })
				: `${count} × ${m.prescriptions_every_months({ count: period })}`;
		default:
			return period === 1
				? m.prescriptions_times_a_day({ count })
				: m.prescriptions_times_in_days({ count, days: period });
	}
}

const stepWords = (step: Step) =>
	[
		amountWords(step.dose, step.unit),
		frequencyWords(step),
		step.days && m.prescriptions_for_days({ count: step.days })
	]
		.filter(Boolean)
		.join(' ');

export interface Taken {
	route: string;
	steps: Step[];
	as_needed: boolean;
	as_needed_for?: string | null;
	max_per_day: number | null;
	timing?: string | null;
}
/** How it is taken, in one sentence. */
export function takingWords(taken: Taken): string {
	const needed = taken.as_needed
		? taken.as_needed_for
			? m.prescriptions_needed_for({ what: taken.as_needed_for })
			: m.prescriptions_needed()
		: '';
	return [
		taken.steps.map(stepWords).join(`, ${m.prescriptions_then()} `),
		routeLabel(taken.route),
		timingLabel(taken.timing ?? null),
		needed,
		taken.as_needed && taken.max_per_day
			? m.prescriptions_max_times({ count: taken.max_per_day })
			: ''
	]
		.filter(Boolean)
		.join(', ');
}

/** The same of what is not prescribed yet. */
export const takingOf = (wish: Omit<Taken, 'max_per_day'> & { max_per_day?: number }) =>
	takingWords({ ...wish, max_per_day: wish.max_per_day ?? null });

/** From when until when. */
export const spanWords = ({ starts_on, ends_on }: { starts_on: string; ends_on: string | null }) =>
	[
		m.prescriptions_from({ day: formatDate(starts_on) }),
		ends_on && m.prescriptions_until({ day: formatDate(ends_on) })
	]
		.filter(Boolean)
		.join(' ');

const wrong: Record<string, () => string> = {
	medicine_id: m.prescriptions_error_medicine,
	route: m.prescriptions_error_route,
	steps: m.prescriptions_error_steps,
	unit: m.prescriptions_error_unit,
	starts_on: m.prescriptions_error_starts_on,
	number: m.prescriptions_error_number,
	repeats: m.prescriptions_error_number,
	supply_days: m.prescriptions_error_number,
	max_per_day: m.prescriptions_error_number,
	reason: m.prescriptions_error_reason,
	words: m.prescriptions_error_reason,
	answer: m.prescriptions_error_reason,
	override_reason: m.prescriptions_error_reason,
	reasons: m.prescriptions_error_reason_needed,
	lines: m.prescriptions_error_lines,
	items: m.prescriptions_error_lines
};
/** What a key of the schema, or a parameter the database refuses, says. */
export const wrongPrescription = (key: string) => wrong[key]?.() ?? m.forms_unfit();
