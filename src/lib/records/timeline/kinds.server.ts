import { dayOf } from '$lib/app/time/days';
import { Facts, type HistoryEntry, type HistoryKinds } from '$lib/people/patients/history';
import type { HistoryLine } from './line';

const rooms = import.meta.glob<HistoryKinds>('../../*/*/timeline.server.ts', {
	eager: true,
	import: 'default'
});
const known: HistoryKinds = Object.assign({}, ...Object.values(rooms));

/** Whose history is shown to whom. */
export interface Shown {
	patientId: string;
	zone: string;
	/** To the patient. */
	own: boolean;
}

/** What kinds there are to choose from; for the patient those that can have something for them. */
export const kindChoices = ({ own }: { own: boolean }) =>
	Object.entries(known)
		.filter(([, kind]) => !own || kind.forPatient)
		.map(([id, kind]) => ({ id, name: kind.label() }))
		.sort((one, other) => one.name.localeCompare(other.name));

export const isHistoryKind = (kind: string | null): kind is string =>
	kind !== null && Object.hasOwn(known, kind);

/** An entry as a line shows it; none for a kind nobody has words for (a newer database). */
export function lineOf(entry: HistoryEntry, { patientId, zone, own }: Shown): HistoryLine[] {
	const kind = known[entry.kind];
	if (!kind) return [];
	const { at, row_id, person_id, person } = entry;
	const address = own ? kind.portalHref : kind.href;
	const { title, text = null, over = false } = kind.words(new Facts(entry.facts), zone);
	return [
		{
			key: `${entry.kind} ${row_id}`,
			at,
			day: dayOf(at, zone),
			person_id,
			person,
			title,
			text,
			over,
			icon: kind.icon,
			ofDay: kind.ofDay === true,
			href: address?.(entry, patientId) ?? null
		}
	];
}
