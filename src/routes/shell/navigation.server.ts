import type { Drawn } from '../../bundle/icon';
import type { Access } from '$lib/access/session/access';
import { offered, type NavigationOffer } from '$lib/access/session/screens';
import type { Screen } from './navigation';

const rooms = import.meta.glob<{ default: readonly NavigationOffer[] }>(
	'../../lib/*/*/navigation.ts',
	{ eager: true }
);

/** The screens somebody works with, in the order of their day. `at` is the page that is asked for. */
export const screensOf = (access: Access, at: URL): Screen[] =>
	offered(rooms, access, at).map(({ href, label, group, icon, counted, also }) => ({
		href,
		label,
		group,
		counted,
		also: also?.source,
		drawing: (icon as { drawn?: Drawn }).drawn
	}));
