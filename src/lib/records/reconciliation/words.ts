import { m } from '$lib/paraglide/messages.js';
import type { Decision } from './choices';

type Words = Record<string, () => string>;

const occasions: Words = {
	admission: m.reconciliation_at_admission,
	transfer: m.reconciliation_at_transfer,
	discharge: m.reconciliation_at_discharge
};
export const occasionLabel = (key: string) => occasions[key]?.() ?? key;

const decisions: Record<Decision, () => string> = {
	continue: m.reconciliation_continue,
	change: m.reconciliation_change,
	stop: m.reconciliation_stop,
	hold: m.reconciliation_hold
};
export const decisionLabel = (key: string) => decisions[key as Decision]?.() ?? key;
/** What was decided, as it is told: to the patient, and in a letter. */
const told: Record<string, () => string> = {
	continue: m.reconciliation_told_continue,
	change: m.reconciliation_told_change,
	stop: m.reconciliation_told_stop,
	hold: m.reconciliation_told_hold
};
export const toldLabel = (key: string) => told[key]?.() ?? key;

const sources: Words = {
	patient: m.reconciliation_source_patient,
	relative: m.reconciliation_source_relative,
	letter: m.reconciliation_source_letter,
	pharmacy: m.reconciliation_source_pharmacy
};
export const sourceLabel = (key: string) => sources[key]?.() ?? key;

const wrong: Words = {
	lines: m.reconciliation_error_lines,
	occasion: m.reconciliation_error_occasion
};
export const wrongReconciliation = (key: string) => wrong[key]?.() ?? m.forms_unfit();
