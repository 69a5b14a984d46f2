import AlertTriangle from '@lucide/svelte/icons/triangle-alert';
import Clock from '@lucide/svelte/icons/clock';
import Siren from '@lucide/svelte/icons/siren';
import { m } from '$lib/paraglide/messages.js';
import { dayOf } from '$lib/app/time/days';
import { formatDay, formatTime } from '$lib/app/time/format';
import type { Icon, Tone } from '$lib/app/ui/types';
import type { Feature, Isolation, Priority } from './choices';
import type { BedRequest, Proposal } from './queries';

interface PriorityLook {
	label: () => string;
	tone: Tone;
	icon: Icon;
}

/** Worded and drawn; the colour only helps. */
export const priorityLooks: Record<Priority, PriorityLook> = {
	emergency: { label: m.bed_requests_priority_emergency, tone: 'error', icon: Siren },
	urgent: { label: m.bed_requests_priority_urgent, tone: 'warning', icon: AlertTriangle },
	routine: { label: m.bed_requests_priority_routine, tone: 'neutral', icon: Clock }
};

const featureLabels: Record<Feature, () => string> = {
	oxygen: m.bed_requests_feature_oxygen,
	monitor: m.bed_requests_feature_monitor,
	bariatric: m.bed_requests_feature_bariatric,
	negative_pressure: m.bed_requests_feature_negative_pressure
};
export const featureLabel = (feature: Feature) => featureLabels[feature]();

const isolationLabels: Record<Isolation, () => string> = {
	contact: m.bed_requests_isolation_contact,
	droplet: m.bed_requests_isolation_droplet,
	airborne: m.bed_requests_isolation_airborne,
	protective: m.bed_requests_isolation_protective
};
export const isolationLabel = (isolation: Isolation) => isolationLabels[isolation]();

/** Who it is, as far as the reader may know. */
export const whoWaits = (request: BedRequest): string =>
	request.patient_name ??
	(request.patient_initials
		? m.bed_requests_initials({ initials: request.patient_initials })
		: m.bed_requests_unnamed());

/** Where from: "Cardiology, bed C07". */
export function fromWords(request: BedRequest): string {
	if (!request.from_ward_name) return m.bed_requests_not_in();
	return request.from_bed_label
		? m.bed_requests_from_bed({ ward: request.from_ward_name, bed: request.from_bed_label })
		: m.bed_requests_from_ward({ ward: request.from_ward_name });
}

export const toWords = (request: BedRequest): string =>
	request.ward_name ?? m.bed_requests_any_ward();

/** By when, and whether that is over: "Now", "by 14:30", "by Monday 3 March, 09:00". */
export function neededWords(
	neededBy: string,
	now: Date,
	zone: string
): { text: string; late: boolean } {
	const at = Date.parse(neededBy);
	if (at <= now.getTime() + 60_000) {
		const minutes = Math.max(0, Math.floor((now.getTime() - at) / 60_000));
		return minutes < 5
			? { text: m.bed_requests_needed_now(), late: false }
			: { text: m.bed_requests_needed_since({ time: lengthWords(minutes) }), late: true };
	}
	const time = formatTime(neededBy, zone);
	return {
		text:
			dayOf(neededBy, zone) === dayOf(now, zone)
				? m.bed_requests_needed_by({ when: time })
				: m.bed_requests_needed_by({ when: `${formatDay(neededBy, zone, now)}, ${time}` }),
		late: false
	};
}

function lengthWords(minutes: number): string {
	if (minutes < 60) return m.wards_minutes({ count: minutes });
	return minutes < 48 * 60
		? m.wards_hours({ count: Math.floor(minutes / 60) })
		: m.wards_days({ count: Math.floor(minutes / 1440) });
}

/** How long somebody has waited: "3 h". */
export const waitedWords = (since: string, now: Date): string =>
	lengthWords(Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 60_000)));

function nearnessWords(
	proposal: Pick<Proposal, 'nearness' | 'floors' | 'asked_ward'>
): string | null {
	if (proposal.asked_ward) return m.bed_requests_near_asked();
	switch (proposal.nearness) {
		case 'room':
			return m.bed_requests_near_room();
		case 'ward':
			return m.bed_requests_near_ward();
		case 'department':
			return m.bed_requests_near_department();
		case 'floor':
			return m.bed_requests_near_floor();
		case 'floors':
			return m.bed_requests_near_floors({ count: proposal.floors ?? 0 });
		case null:
			return null;
	}
}

const genderLabels: Record<string, () => string> = {
	female: m.bed_requests_room_female,
	male: m.bed_requests_room_male,
	same: m.bed_requests_room_same
};

const kindLabels: Record<string, () => string> = {
	icu: m.bed_requests_kind_icu,
	maternity: m.bed_requests_kind_maternity,
	paediatric: m.bed_requests_kind_paediatric,
	isolation: m.bed_requests_kind_isolation
};

/** What speaks for a bed, the weightiest first: "Same ward · Oxygen · Room for women". */
export function reasonsFor(proposal: Proposal): string[] {
	const kind = kindLabels[proposal.bed_kind];
	const gender = genderLabels[proposal.gender_rule];
	return [
		nearnessWords(proposal),
		...proposal.met.map(featureLabel),
		proposal.isolation_room ? m.bed_requests_isolation_room() : (kind?.() ?? null),
		gender && !proposal.problems.includes('gender') ? gender() : null
	].filter((reason) => reason !== null);
}

/** What speaks against it; a reason is needed to use it all the same. */
export function reasonsAgainst(proposal: Proposal): string[] {
	return [
		...proposal.missing.map((feature) =>
			m.bed_requests_missing({ feature: featureLabel(feature) })
		),
		...(proposal.problems.includes('gender') ? [m.bed_requests_against_gender()] : []),
		...(proposal.problems.includes('isolation') ? [m.bed_requests_against_isolation()] : [])
	];
}

/** What others could need more. */
export const surplusWords = (proposal: Proposal): string | null =>
	proposal.surplus.length > 0
		? m.bed_requests_surplus({ features: proposal.surplus.map(featureLabel).join(', ') })
		: null;

/** When the bed can be had. */
export function stateWords(
	proposal: Pick<Proposal, 'state' | 'free_on'>,
	now: Date,
	zone: string
): { text: string; tone: Tone } {
	switch (proposal.state) {
		case 'free':
			return { text: m.bed_requests_state_free(), tone: 'success' };
		case 'cleaning':
			return { text: m.bed_requests_state_cleaning(), tone: 'warning' };
		case 'expected':
			return {
				text:
					proposal.free_on === dayOf(now, zone)
						? m.bed_requests_state_today()
						: m.bed_requests_state_tomorrow(),
				tone: 'neutral'
			};
	}
}
