import Accessibility from '@lucide/svelte/icons/accessibility';
import Fan from '@lucide/svelte/icons/fan';
import Monitor from '@lucide/svelte/icons/heart-pulse';
import Wind from '@lucide/svelte/icons/wind';
import { m } from '$lib/paraglide/messages.js';
import type { Icon, Tone } from '$lib/app/ui/types';

const isolations: Record<string, () => string> = {
	contact: m.board_isolation_contact,
	droplet: m.board_isolation_droplet,
	airborne: m.board_isolation_airborne,
	protective: m.board_isolation_protective
};
/** Precautions on top of the standard ones, in a word. */
export const isolationLabel = (kind: string): string => isolations[kind]?.() ?? kind;

const risks: Record<string, { label: () => string; tone: Tone }> = {
	none: { label: m.board_risk_none, tone: 'success' },
	low: { label: m.board_risk_low, tone: 'success' },
	low_medium: { label: m.board_risk_low_medium, tone: 'warning' },
	medium: { label: m.board_risk_medium, tone: 'warning' },
	high: { label: m.board_risk_high, tone: 'error' }
};
/** The clinical risk of a NEWS2 score, in words and a colour. */
export function riskLook(risk: string | null): { label: string; tone: Tone } {
	const known = risks[risk ?? ''];
	return { label: known?.label() ?? '', tone: known?.tone ?? 'neutral' };
}

const features: Record<string, { label: () => string; icon: Icon }> = {
	oxygen: { label: m.board_feature_oxygen, icon: Wind },
	monitor: { label: m.board_feature_monitor, icon: Monitor },
	bariatric: { label: m.board_feature_bariatric, icon: Accessibility },
	negative_pressure: { label: m.board_feature_negative_pressure, icon: Fan }
};
/** What a bed is equipped with; null for what we do not know yet. */
export const featureLook = (feature: string): { label: string; icon: Icon } | null => {
	const known = features[feature];
	return known ? { label: known.label(), icon: known.icon } : null;
};

const genders: Record<string, () => string> = {
	female: m.board_room_female,
	male: m.board_room_male,
	same: m.board_room_same
};
/** Whom a room takes, where it does not take everybody. */
export const genderLabel = (rule: string): string | null => genders[rule]?.() ?? null;
