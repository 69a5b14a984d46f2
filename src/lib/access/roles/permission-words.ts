import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

const rooms = import.meta.glob<PermissionWords>('../../*/*/permissions.ts', {
	eager: true,
	import: 'default'
});

/** Of a room beside this one the bundler names no area. */
const areaOf = (path: string) => /^\.\.\/\.\.\/(\w+)\//.exec(path)?.[1] ?? 'access';

/** Each permission's words, and the area of the hospital whose room it is. */
const known = new Map<string, { area: string; words: () => string }>(
	Object.entries(rooms).flatMap(([path, words]) =>
		Object.entries(words).map(([id, say]) => [id, { area: areaOf(path), words: say }])
	)
);

const areaNames: Record<string, () => string> = {
	access: m.roles_area_access,
	people: m.roles_area_people,
	visits: m.roles_area_visits,
	wards: m.roles_area_wards,
	communication: m.roles_area_communication,
	records: m.roles_area_records,
	laboratory: m.roles_area_laboratory,
	pharmacy: m.roles_area_pharmacy,
	billing: m.roles_area_billing,
	reports: m.roles_area_reports,
	exchange: m.roles_area_exchange
};
const areas = Object.keys(areaNames);

/** A permission in the reader's words. */
export const permissionLabel = (id: string): string => known.get(id)?.words() ?? id;

/** Permissions by area: what they are about comes in the order of the hospital, access first. */
export function byArea<Item extends { id: string }>(
	permissions: readonly Item[]
): { area: string; name: string; permissions: Item[] }[] {
	return areas
		.map((area) => ({
			area,
			name: areaNames[area]?.() ?? area,
			permissions: permissions
				.filter(({ id }) => (known.get(id)?.area ?? 'access') === area)
				.sort((a, b) => permissionLabel(a.id).localeCompare(permissionLabel(b.id)))
		}))
		.filter(({ permissions: some }) => some.length > 0);
}
