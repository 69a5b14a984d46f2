import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/app/ui/types';
import type { Measurement } from './measurements';
import type { Parameter } from './news2';

const isolations: Record<string, () => string> = {
	contact: m.nursing_isolation_contact,
	droplet: m.nursing_isolation_droplet,
	airborne: m.nursing_isolation_airborne,
	protective: m.nursing_isolation_protective
};

/** Which precautions a patient needs. */
export const isolationLabel = (isolation: string): string => isolations[isolation]?.() ?? isolation;

/** The clinical risk a NEWS2 score stands for, as published; and how loud it is on the screen. */
const risks: Record<string, { label: () => string; tone: Tone }> = {
	low: { label: m.nursing_risk_low, tone: 'success' },
	low_medium: { label: m.nursing_risk_low_medium, tone: 'warning' },
	medium: { label: m.nursing_risk_medium, tone: 'warning' },
	high: { label: m.nursing_risk_high, tone: 'error' }
};

export const riskLabel = (risk: string | null): string =>
	(risk && risks[risk]?.label()) || m.nursing_risk_none();
export const riskTone = (risk: string | null): Tone => (risk && risks[risk]?.tone) || 'neutral';

/** Why NEWS2 is not scored for somebody. */
export const excludedWords = (excluded: string): string =>
	excluded === 'child' ? m.nursing_excluded_child() : m.nursing_excluded_pregnant();

/** What an alert is called. */
export const levelLabel = (level: string): string =>
	level === 'emergency' ? m.nursing_level_emergency() : m.nursing_level_urgent();

const measurementLabels: Record<Measurement, () => string> = {
	respiratory_rate: m.nursing_respiratory_rate,
	spo2: m.nursing_spo2,
	systolic: m.nursing_systolic,
	diastolic: m.nursing_diastolic,
	pulse: m.nursing_pulse,
	temperature: m.nursing_temperature,
	pain: m.nursing_pain,
	glucose: m.nursing_glucose,
	weight: m.nursing_weight,
	oxygen_flow: m.nursing_oxygen_flow
};
export const measurementLabel = (name: Measurement): string => measurementLabels[name]();

/** What one of the seven of NEWS2 is called. */
export const parameterLabel = (name: Parameter): string => {
	if (name === 'on_oxygen') return m.nursing_air_or_oxygen();
	if (name === 'consciousness') return m.nursing_consciousness();
	return measurementLabel(name);
};

const levelsOfConsciousness: Record<string, () => string> = {
	alert: m.nursing_acvpu_alert,
	confusion: m.nursing_acvpu_confusion,
	voice: m.nursing_acvpu_voice,
	pain: m.nursing_acvpu_pain,
	unresponsive: m.nursing_acvpu_unresponsive
};
export const consciousnessLabel = (level: string): string =>
	levelsOfConsciousness[level]?.() ?? level;

const devices: Record<string, () => string> = {
	nasal_cannula: m.nursing_device_nasal_cannula,
	simple_mask: m.nursing_device_simple_mask,
	venturi: m.nursing_device_venturi,
	reservoir: m.nursing_device_reservoir,
	high_flow: m.nursing_device_high_flow,
	non_invasive: m.nursing_device_non_invasive,
	ventilator: m.nursing_device_ventilator
};
export const deviceLabel = (device: string): string => devices[device]?.() ?? device;

/** What to do about a score, as published. */
export const responseWords = (level: string | null): string => {
	if (level === 'emergency') return m.nursing_response_emergency();
	return level === 'urgent' ? m.nursing_response_urgent() : m.nursing_response_routine();
};

/** How often to observe from now on, as published. */
export function frequencyWords(score: number, level: string | null): string {
	if (level === 'emergency') return m.nursing_frequency_continuous();
	if (level === 'urgent') return m.nursing_frequency_hour();
	return score === 0 ? m.nursing_frequency_twelve() : m.nursing_frequency_four();
}

/** How an alert ended. */
const endings: Record<string, () => string> = {
	improved: m.nursing_ended_improved,
	superseded: m.nursing_ended_superseded,
	voided: m.nursing_ended_voided,
	left: m.nursing_ended_left
};
export const endingLabel = (ending: string): string => endings[ending]?.() ?? ending;

/** Who has been told of an alert so far. */
export function circleWords(circle: number): string {
	if (circle >= 3) return m.nursing_circle_department();
	return circle === 2 ? m.nursing_circle_ward() : m.nursing_circle_nurse();
}

/** What has just been done, as the address of the page says it. */
export function doneWords(done: string | null): string | null {
	const score = /^score-(\d{1,2})$/.exec(done ?? '')?.[1];
	if (score) return m.nursing_done_recorded({ score });
	const words: Record<string, () => string> = {
		recorded: m.nursing_done_partial,
		voided: m.nursing_done_voided,
		acknowledged: m.nursing_done_acknowledged,
		settings: m.nursing_done_settings
	};
	return (done && words[done]?.()) || null;
}
