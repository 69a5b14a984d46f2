import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/ui/types';

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
