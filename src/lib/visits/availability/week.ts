/**
 * A week of hours as it is painted: pieces of days, in minutes after midnight, each at a place and for some
 * kinds of visit. A break is what is between two pieces.
 */

/** What one paints with: two pieces that meet and are alike are one. */
export interface Brush {
	/** Empty: no room. */
	room: string;
	/** Ids of the only types of visit, separated by spaces; empty: whatever the doctor offers. */
	only: string;
	/** IANA name of the clock the times are read from. */
	zone: string;
}

export interface Piece extends Brush {
	/** 1 Monday to 7 Sunday. */
	weekday: number;
	from: number;
	until: number;
}

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

export const sameBrush = (one: Brush, other: Brush) =>
	one.room === other.room && one.only === other.only && one.zone === other.zone;

const inOrder = (one: Piece, other: Piece) => one.weekday - other.weekday || one.from - other.from;

/** Pieces in order, those that meet and are alike joined. */
export function tidy(pieces: readonly Piece[]): Piece[] {
	const joined: Piece[] = [];
	for (const piece of [...pieces].sort(inOrder)) {
		const last = joined.at(-1);
		if (
			last &&
			last.weekday === piece.weekday &&
			last.until === piece.from &&
			sameBrush(last, piece)
		) {
			joined[joined.length - 1] = { ...last, until: piece.until };
		} else {
			joined.push(piece);
		}
	}
	return joined;
}

/** A part of a week: some days in a row, the same time on each. */
export interface Area {
	days: [number, number];
	from: number;
	until: number;
}

/** What is left of the week outside an area. */
export function erase(pieces: readonly Piece[], area: Area): Piece[] {
	return pieces.flatMap((piece) => {
		if (piece.weekday < area.days[0] || piece.weekday > area.days[1]) return [piece];
		if (piece.until <= area.from || piece.from >= area.until) return [piece];
		return [
			{ ...piece, until: Math.min(piece.until, area.from) },
			{ ...piece, from: Math.max(piece.from, area.until) }
		].filter(({ from, until }) => from < until);
	});
}

/** The week with an area painted, over whatever was there. */
export function paint(pieces: readonly Piece[], area: Area, brush: Brush): Piece[] {
	const painted = weekdays
		.filter((weekday) => weekday >= area.days[0] && weekday <= area.days[1])
		.map((weekday) => ({ ...brush, weekday, from: area.from, until: area.until }));
	return tidy([...erase(pieces, area), ...painted]);
}

/** The area between two cells, wherever one began. */
export function between(
	one: { weekday: number; from: number },
	other: { weekday: number; from: number },
	step: number
): Area {
	return {
		days: [Math.min(one.weekday, other.weekday), Math.max(one.weekday, other.weekday)],
		from: Math.min(one.from, other.from),
		until: Math.max(one.from, other.from) + step
	};
}

/** Whether all of a cell is painted with the brush: painting it again would change nothing, so it is erased. */
export const isPainted = (
	pieces: readonly Piece[],
	cell: { weekday: number; from: number },
	step: number,
	brush: Brush
) =>
	pieces.some(
		(piece) =>
			piece.weekday === cell.weekday &&
			piece.from <= cell.from &&
			piece.until >= cell.from + step &&
			sameBrush(piece, brush)
	);

/** Pieces that overlap another of their day, by index: the database would refuse them. */
export function overlapping(pieces: readonly Piece[]): Set<number> {
	const found = new Set<number>();
	for (const [index, piece] of pieces.entries()) {
		for (const [other, second] of pieces.entries()) {
			if (
				index !== other &&
				piece.weekday === second.weekday &&
				piece.from < second.until &&
				second.from < piece.until
			) {
				found.add(index);
			}
		}
	}
	return found;
}

/** Hours a week, for the heading. */
export const hoursOf = (pieces: readonly Piece[]) =>
	pieces.reduce((sum, { from, until }) => sum + until - from, 0) / 60;
