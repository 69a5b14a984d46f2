import BedDouble from '@lucide/svelte/icons/bed-double';
import Biohazard from '@lucide/svelte/icons/biohazard';
import Bookmark from '@lucide/svelte/icons/bookmark';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Lock from '@lucide/svelte/icons/lock';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import Sparkles from '@lucide/svelte/icons/sparkles';
import { m } from '$lib/paraglide/messages.js';
import type { Icon, Tone } from '$lib/app/ui/types';

/** HL7 table 0116, in words, and reserved: what a bed can be. In the order in which a ward asks about them. */
export const bedStates = [
	'available',
	'occupied',
	'reserved',
	'housekeeping',
	'contaminated',
	'isolated',
	'closed'
] as const;

export type BedState = (typeof bedStates)[number];

interface Look {
	label: () => string;
	tone: Tone;
	icon: Icon;
}

/** A state is worded and drawn; the colour only helps. */
export const stateLooks: Record<BedState, Look> = {
	available: { label: m.wards_state_available, tone: 'success', icon: CircleCheck },
	occupied: { label: m.wards_state_occupied, tone: 'primary', icon: BedDouble },
	reserved: { label: m.board_state_reserved, tone: 'secondary', icon: Bookmark },
	housekeeping: { label: m.wards_state_housekeeping, tone: 'warning', icon: Sparkles },
	contaminated: { label: m.wards_state_contaminated, tone: 'error', icon: Biohazard },
	isolated: { label: m.wards_state_isolated, tone: 'error', icon: ShieldAlert },
	closed: { label: m.wards_state_closed, tone: 'neutral', icon: Lock }
};

/** A state as the database sends it; one we do not know yet takes nobody, as a closed bed does. */
export const bedState = (text: string): BedState =>
	bedStates.find((state) => state === text) ?? 'closed';
