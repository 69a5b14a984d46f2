import type { Icon } from '$lib/app/ui/types';
import type { Access } from './access';

/**
 * A screen, as the room it belongs to offers it: in `navigation.ts` beside all screens, in `tabs.ts` among those of a
 * ward, a stay or a chart, in `admin.ts` among those of the administration. They are collected where they are shown.
 */
export interface Offer {
	/** Its place among the others: the smaller, the earlier. */
	place: number;
	/** `id` is that of the ward, the stay or the patient. */
	href: (id: string) => string;
	label: (access: Access) => string;
	/** Who is offered it. A screen only hides what would be refused. */
	to: (access: Access) => boolean;
}

/** The parts of the house a screen may stand under, in their order. */
export const navigationGroups = ['outpatients', 'inpatients', 'hospital', 'own'] as const;

export interface NavigationOffer extends Offer {
	group: (typeof navigationGroups)[number];
	icon: Icon;
	/** How much waits there stands beside it. */
	counted?: boolean;
	/** Addresses elsewhere that belong to it. */
	also?: RegExp;
}

export interface TabOffer extends Offer {
	of: 'ward' | 'stay' | 'patient';
}

export interface AdminOffer extends Offer {
	icon: Icon;
	/** What one does there. */
	text: () => string;
}

/** Those of the offers that are for somebody, in order. On the server addresses are relative to the page that is asked for: `at`. */
export function offered<Kind extends Offer>(
	rooms: Record<string, { default: readonly Kind[] }>,
	access: Access,
	at?: URL,
	id = ''
): (Omit<Kind, 'href' | 'label'> & { href: string; label: string })[] {
	return Object.values(rooms)
		.flatMap((room) => room.default)
		.filter(({ to }) => to(access))
		.sort((a, b) => a.place - b.place)
		.map((offer) => ({
			...offer,
			href: at ? new URL(offer.href(id), at).pathname : offer.href(id),
			label: offer.label(access)
		}));
}
