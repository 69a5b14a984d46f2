import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/app/ui/types';
import type { Section } from './sections';

const items: Record<string, () => string> = {
	news2_alerts: m.discharge_item_news2_alerts,
	nursing_tasks: m.discharge_item_nursing_tasks,
	newborns: m.discharge_item_newborns,
	bed_requests: m.discharge_item_bed_requests,
	follow_up: m.discharge_item_follow_up,
	patient_informed: m.discharge_item_patient_informed,
	reconciliation: m.reconciliation_item,
	medicines_explained: m.discharge_item_medicines_explained,
	transport: m.discharge_item_transport,
	valuables: m.discharge_item_valuables
};
/** An item nobody gave words yet goes by its name. */
export const itemLabel = (item: string): string => items[item]?.() ?? item.replaceAll('_', ' ');

const states: Record<string, { label: () => string; tone: Tone }> = {
	open: { label: m.discharge_state_open, tone: 'warning' },
	done: { label: m.discharge_state_done, tone: 'success' },
	waived: { label: m.discharge_state_waived, tone: 'secondary' },
	not_applicable: { label: m.discharge_state_not_applicable, tone: 'neutral' }
};
export const stateLabel = (state: string): string => states[state]?.label() ?? state;
/** What really holds the patient is red. */
export const stateTone = (state: string, blocking: boolean): Tone =>
	state === 'open' && blocking ? 'error' : (states[state]?.tone ?? 'neutral');

type Language = { locale: 'en' | 'es' };
const headings: Record<Section, (inputs?: Record<string, never>, options?: Language) => string> = {
	diagnosis: m.discharge_section_diagnosis,
	reason: m.discharge_section_reason,
	course: m.discharge_section_course,
	findings: m.discharge_section_findings,
	medicines: m.discharge_section_medicines,
	follow_up: m.discharge_section_follow_up,
	advice: m.discharge_section_advice
};
/** In the reader's language, or in the summary's own. */
export const sectionLabel = (section: Section, locale?: 'en' | 'es'): string =>
	headings[section]({}, locale && { locale });
