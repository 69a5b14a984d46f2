import { m } from '$lib/paraglide/messages.js';
import { weekdayName } from '$lib/app/time/format';
import type { ExceptionKind } from './exceptions';
import type { Brush } from './week';

/** "Monday" or "Mon" of 1; the first letter large, as it stands at the head of a column. */
export function weekdayHead(weekday: number, width: 'long' | 'short' = 'long'): string {
	const name = weekdayName(weekday, width);
	return name.charAt(0).toUpperCase() + name.slice(1);
}

export const kindName = (kind: string) => {
	const names: Record<ExceptionKind, () => string> = {
		leave: m.availability_kind_leave,
		unavailable: m.availability_kind_unavailable,
		extra: m.availability_kind_extra
	};
	return kind in names ? names[kind as ExceptionKind]() : kind;
};

export interface Choices {
	rooms: { id: string; code: string; name: string }[];
	types: { id: string; name: string }[];
}

/** Where: the room's name, or that there is none. */
export const placeName = (room: string, { rooms }: Choices) =>
	rooms.find(({ id }) => id === room)?.name ??
	(room ? m.availability_room_gone() : m.availability_no_room());

/** For what: the names of the types, or that it is for all of them. */
export const typesName = (only: string, { types }: Choices) =>
	only
		? only
				.split(' ')
				.map((id) => types.find((type) => type.id === id)?.name ?? m.availability_type_gone())
				.join(', ')
		: m.availability_every_type();

/** As short as a narrow column wants it: the room's code, and for what if not for everything. */
export const brushMark = (brush: Brush, choices: Choices) =>
	[
		choices.rooms.find(({ id }) => id === brush.room)?.code,
		brush.only && typesName(brush.only, choices)
	]
		.filter(Boolean)
		.join(' · ');

export const brushName = (brush: Brush, choices: Choices) =>
	brush.only
		? `${placeName(brush.room, choices)} · ${typesName(brush.only, choices)}`
		: placeName(brush.room, choices);
