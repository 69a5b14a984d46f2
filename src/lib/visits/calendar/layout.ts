/** Something that lasts: instants in milliseconds. */
export interface Span {
	start: number;
	end: number;
}

export const overlaps = (one: Span, other: Span) => one.start < other.end && other.start < one.end;

/** Where a visit stands among those it overlaps: lane `lane` of `lanes` side by side. */
export interface Placed<Item> {
	item: Item;
	lane: number;
	lanes: number;
}

/** Puts what overlaps side by side, each in the first lane that is free, and as few lanes as it takes. */
export function inLanes<Item extends Span>(items: readonly Item[]): Placed<Item>[] {
	const sorted = [...items].sort((one, other) => one.start - other.start || other.end - one.end);
	const placed: Placed<Item>[] = [];
	let cluster: Placed<Item>[] = [];
	let ends: number[] = [];
	let clusterEnd = -Infinity;

	const close = () => {
		for (const member of cluster) member.lanes = ends.length;
		placed.push(...cluster);
		cluster = [];
		ends = [];
	};

	for (const item of sorted) {
		if (item.start >= clusterEnd) close();
		const free = ends.findIndex((end) => end <= item.start);
		const lane = free < 0 ? ends.length : free;
		ends[lane] = item.end;
		clusterEnd = cluster.length === 0 ? item.end : Math.max(clusterEnd, item.end);
		cluster.push({ item, lane, lanes: 1 });
	}
	close();
	return placed;
}

/** What is left of a span when some pieces are taken out, in order: the hours a doctor is not there. */
export function gaps(whole: Span, pieces: readonly Span[]): Span[] {
	const left: Span[] = [];
	let from = whole.start;
	for (const piece of [...pieces].sort((one, other) => one.start - other.start)) {
		if (piece.start > from) left.push({ start: from, end: Math.min(piece.start, whole.end) });
		from = Math.max(from, piece.end);
		if (from >= whole.end) break;
	}
	if (from < whole.end) left.push({ start: from, end: whole.end });
	return left;
}

/** Minutes of the clock, from `first` to `last`. */
export interface Hours {
	first: number;
	last: number;
}

/**
 * The hours a calendar is drawn for, in whole hours: `whole` has room for everything, `usual` for the day of the house
 * and for what more than a few of those shown do. What one doctor does late at night must not stretch everybody's day.
 */
export function hoursOf(
	uses: readonly (Hours & { owner: string; visit: boolean })[],
	owners: number
): { whole: Hours; usual: Hours } {
	const house = { first: 8 * 60, last: 18 * 60 };
	const few = owners <= 3 ? 1 : Math.max(2, Math.ceil(owners / 10));
	const busy = Array.from({ length: 24 }, (_, hour) => {
		const within = uses.filter(({ first, last }) => first < (hour + 1) * 60 && last > hour * 60);
		return new Set(within.map(({ owner }) => owner)).size;
	});
	const spanning = (least: number, from: Hours) => {
		const first = busy.findIndex((count) => count >= least);
		const last = busy.findLastIndex((count) => count >= least) + 1;
		return first < 0
			? from
			: { first: Math.min(from.first, first * 60), last: Math.max(from.last, last * 60) };
	};
	const usual = spanning(few, house);
	// A visit that has begun is shown to its end.
	const begun = uses.filter(
		({ visit, first, last }) => visit && first < usual.last && last > usual.first
	);
	for (const { first, last } of begun) {
		usual.first = Math.min(usual.first, Math.floor(first / 60) * 60);
		usual.last = Math.max(usual.last, Math.ceil(last / 60) * 60);
	}
	return { whole: spanning(1, usual), usual };
}

/** Which of `count` columns lie in the window of a scroller, with a few more on both sides. */
export function visibleRange(
	scrolled: number,
	width: number,
	columnWidth: number,
	count: number,
	spare = 2
): { first: number; last: number } {
	const first = Math.max(0, Math.floor(scrolled / columnWidth) - spare);
	const last = Math.min(count, Math.ceil((scrolled + width) / columnWidth) + spare);
	return { first: Math.min(first, last), last };
}
