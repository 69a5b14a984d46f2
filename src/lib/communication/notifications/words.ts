import { m } from '$lib/paraglide/messages.js';
import { formatDay, formatTime } from '$lib/app/time/format';
import type { Notification } from './queries';
import type { NewsKind, NewsWords, Told } from '$lib/access/session/telling';

/**
 * Every kind of notification there is, each in the `news.ts` of the room it comes from; one that is in none
 * is still shown, as "New notification".
 */
const kinds = Object.assign(
	{},
	...Object.values(
		import.meta.glob<Record<string, NewsKind>>('../../*/*/news.ts', {
			eager: true,
			import: 'kinds'
		})
	)
) as Record<string, NewsKind>;

const kindOf = (kind: string): NewsKind | undefined =>
	Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;

/** What a kind is called where one chooses among kinds. */
export const kindName = (kind: string): string =>
	kindOf(kind)?.name() ?? m.notifications_kind_other();

export function wordsFor(
	{ kind, params }: Pick<Notification, 'kind' | 'params'>,
	zone: string
): NewsWords {
	const told = toldIn(params, zone);
	return kindOf(kind)?.say(told) ?? { title: m.notifications_other(), text: told.when };
}

/** The params are written by database triggers, yet they are data: what is missing reads as nothing. */
function toldIn(params: Notification['params'], zone: string): Told {
	const text = (name: string): string => {
		if (params === null || typeof params !== 'object' || Array.isArray(params)) return '';
		const value = params[name];
		return typeof value === 'string' ? value : '';
	};
	const instant = (name: string) => {
		const at = text(name);
		return Number.isNaN(Date.parse(at)) ? null : at;
	};
	const moment = (name: string): string => {
		const at = instant(name);
		return at ? m.notifications_when({ day: formatDay(at, zone), time: formatTime(at, zone) }) : '';
	};
	return {
		patient: text('patient_name'),
		doctor: text('doctor_name'),
		when: whenOf(instant('starts_at'), instant('previous_starts_at'), zone),
		text,
		moment
	};
}

function whenOf(at: string | null, before: string | null, zone: string): string {
	if (!at) return '';
	const now = { day: formatDay(at, zone), time: formatTime(at, zone) };
	if (!before) return m.notifications_when(now);
	return m.notifications_moved_when({
		...now,
		previousDay: formatDay(before, zone),
		previousTime: formatTime(before, zone)
	});
}
