/**
 * A ward's floor plan: rooms as rectangles on squares. Pure geometry; who draws it is `ward-setup`, who shows
 * it the board.
 */

/** Where a room is, in squares from the plan's upper left corner. */
export interface Rect {
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface PlacedRoom extends Rect {
	id: string;
}

/** What the table `ward_rooms` allows: a room begins on the plan, and has a size one can see. */
export const planLimits = { last: 199, size: 100 } as const;

/** A room's place as its row has it; null until it is drawn. */
export function placeOf(row: {
	plan_x: number | null;
	plan_y: number | null;
	plan_width: number | null;
	plan_height: number | null;
}): Rect | null {
	const { plan_x: x, plan_y: y, plan_width: width, plan_height: height } = row;
	if (x === null || y === null || width === null || height === null) return null;
	return { x, y, width, height };
}

export const sameRect = (a: Rect, b: Rect): boolean =>
	a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** Whether two rooms share a square; walls may touch. */
export const overlaps = (a: Rect, b: Rect): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The rooms that lie on another one. */
export function overlapping(rooms: readonly PlacedRoom[]): Set<string> {
	const found = new Set<string>();
	for (const [index, room] of rooms.entries()) {
		for (const other of rooms.slice(index + 1)) {
			if (overlaps(room, other)) found.add(room.id).add(other.id);
		}
	}
	return found;
}

const within = (value: number, least: number, most: number) =>
	Math.min(Math.max(Math.round(value), least), most);

/** The room moved by so many squares, as far as the plan goes. */
export const moved = <Room extends Rect>(room: Room, right: number, down: number): Room => ({
	...room,
	x: within(room.x + right, 0, planLimits.last),
	y: within(room.y + down, 0, planLimits.last)
});

/** The room made wider and higher by so many squares, within what a room may measure. */
export const resized = <Room extends Rect>(room: Room, wider: number, higher: number): Room => ({
	...room,
	width: within(room.width + wider, 1, planLimits.size),
	height: within(room.height + higher, 1, planLimits.size)
});

/** How many squares the plan takes, counted from its corner. */
export function planSize(rooms: readonly Rect[]): { width: number; height: number } {
	return {
		width: Math.max(0, ...rooms.map(({ x, width }) => x + width)),
		height: Math.max(0, ...rooms.map(({ y, height }) => y + height))
	};
}

/** The squares that hold every room, without the empty margin before the first; null of none. */
export function planBounds(rooms: readonly Rect[]): Rect | null {
	if (rooms.length === 0) return null;
	const x = Math.min(...rooms.map((room) => room.x));
	const y = Math.min(...rooms.map((room) => room.y));
	const { width, height } = planSize(rooms);
	return { x, y, width: width - x, height: height - y };
}

/** Reading order: from the top, then from the left. So a keyboard walks through the plan. */
export const readingOrder = (a: Rect, b: Rect): number => a.y - b.y || a.x - b.x;

/** How large a room with so many beds is drawn: beds stand in two rows, with space to pass. */
export const roomSize = (beds: number): { width: number; height: number } => ({
	width: Math.min(1 + 2 * Math.max(1, Math.ceil(beds / 2)), planLimits.size),
	height: 4
});

/** The first free place for a room of that size, below what is drawn if nowhere else. */
export function freePlace(
	rooms: readonly Rect[],
	size: { width: number; height: number }
): Rect | null {
	const drawn = planSize(rooms);
	const right = Math.max(drawn.width, 24) - size.width;
	for (let y = 0; y <= Math.min(drawn.height, planLimits.last); y += 1) {
		for (let x = 0; x <= Math.max(right, 0); x += 1) {
			const place = { x, y, ...size };
			if (!rooms.some((room) => overlaps(room, place))) return place;
		}
	}
	return null;
}

/** Squares between the rooms of both sides. */
const corridor = 2;
/** Squares a corridor is long before the plan begins another one below. */
const usualLength = 36;

/**
 * A plan for a ward that has none: the rooms in the order in which one passes them, on both sides of a
 * corridor, the next always on the side that is shorter. A long ward gets several corridors.
 */
export function arrange(rooms: readonly { id: string; beds: number }[]): PlacedRoom[] {
	const sized = rooms.map(({ id, beds }) => ({ id, ...roomSize(beds) }));
	const total = sized.reduce((sum, { width }) => sum + width, 0);
	// A corridor and its sides take 11 squares, so that some fifteen fit on the plan.
	const length = Math.min(Math.max(usualLength, Math.ceil(total / 2 / 15)), planLimits.last);
	const placed: PlacedRoom[] = [];
	let top = 0;
	let sides = [0, 0];
	for (const room of sized) {
		let side = (sides[0] ?? 0) <= (sides[1] ?? 0) ? 0 : 1;
		if ((sides[side] ?? 0) > 0 && (sides[side] ?? 0) + room.width > length) {
			top += 2 * room.height + corridor + 1;
			sides = [0, 0];
			side = 0;
		}
		const x = sides[side] ?? 0;
		placed.push({ ...room, x, y: top + side * (room.height + corridor) });
		sides[side] = x + room.width;
	}
	return placed;
}

/** In how many columns and rows beds stand in a room, so that each has as much space as can be. */
export function bedGrid(
	room: { width: number; height: number },
	beds: number
): { columns: number; rows: number } {
	let best = { columns: 1, rows: Math.max(beds, 1) };
	let bestSide = 0;
	for (let columns = 1; columns <= beds; columns += 1) {
		const rows = Math.ceil(beds / columns);
		const side = Math.min(room.width / columns, room.height / rows);
		if (side > bestSide) {
			best = { columns, rows };
			bestSide = side;
		}
	}
	return best;
}
