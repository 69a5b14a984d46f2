import { describe, expect, test } from 'vitest';
import {
	arrange,
	bedGrid,
	freePlace,
	moved,
	overlapping,
	overlaps,
	placeOf,
	planBounds,
	planLimits,
	planSize,
	readingOrder,
	resized,
	roomSize,
	sameRect
} from './plan';

const room = (id: string, x: number, y: number, width = 3, height = 4) => ({
	id,
	x,
	y,
	width,
	height
});

describe('a room’s place', () => {
	test('is what the row says, and nothing while a part of it is missing', () => {
		expect(placeOf({ plan_x: 0, plan_y: 2, plan_width: 3, plan_height: 4 })).toEqual({
			x: 0,
			y: 2,
			width: 3,
			height: 4
		});
		expect(placeOf({ plan_x: null, plan_y: null, plan_width: null, plan_height: null })).toBeNull();
		expect(placeOf({ plan_x: 0, plan_y: 0, plan_width: null, plan_height: 1 })).toBeNull();
	});

	test('is the same only in all four figures', () => {
		expect(sameRect(room('a', 1, 2), room('b', 1, 2))).toBe(true);
		expect(sameRect(room('a', 1, 2), room('a', 1, 2, 3, 5))).toBe(false);
	});

	test.each([
		['to the right', 1, 0, { x: 6, y: 5 }],
		['up', 0, -2, { x: 5, y: 3 }],
		['not past the left and upper edge', -50, -50, { x: 0, y: 0 }],
		['not past the far edge', 500, 500, { x: planLimits.last, y: planLimits.last }],
		['by whole squares', 0.6, 0.4, { x: 6, y: 5 }]
	])('moves %s', (_, right, down, place) => {
		expect(moved(room('a', 5, 5), right, down)).toEqual({ ...room('a', 5, 5), ...place });
	});

	test('grows and shrinks, never to nothing and never beyond what the table takes', () => {
		expect(resized(room('a', 0, 0), 2, -1)).toEqual(room('a', 0, 0, 5, 3));
		expect(resized(room('a', 0, 0), -9, -9)).toEqual(room('a', 0, 0, 1, 1));
		expect(resized(room('a', 0, 0), 999, 999)).toEqual(room('a', 0, 0, 100, 100));
	});
});

describe('rooms that lie on each other', () => {
	test('share a square; rooms wall to wall do not', () => {
		expect(overlaps(room('a', 0, 0), room('b', 2, 3))).toBe(true);
		expect(overlaps(room('a', 0, 0), room('b', 3, 0))).toBe(false);
		expect(overlaps(room('a', 0, 0), room('b', 0, 4))).toBe(false);
		expect(overlaps(room('a', 0, 0, 9, 9), room('b', 4, 4, 1, 1))).toBe(true);
	});

	test('are all named, the others not', () => {
		const rooms = [room('a', 0, 0), room('b', 2, 0), room('c', 5, 0), room('d', 20, 20)];
		expect([...overlapping(rooms)].sort()).toEqual(['a', 'b']);
		expect(overlapping([])).toEqual(new Set());
	});
});

describe('the plan', () => {
	test('is as large as its farthest rooms', () => {
		expect(planSize([room('a', 4, 1), room('b', 0, 6)])).toEqual({ width: 7, height: 10 });
		expect(planSize([])).toEqual({ width: 0, height: 0 });
		expect(planBounds([room('a', 4, 2), room('b', 6, 6)])).toEqual({
			x: 4,
			y: 2,
			width: 5,
			height: 8
		});
		expect(planBounds([])).toBeNull();
	});

	test('is read from the top, then from the left', () => {
		const rooms = [room('c', 0, 6), room('b', 9, 0), room('a', 3, 0)].sort(readingOrder);
		expect(rooms.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
	});

	test('has the first gap that is large enough for one more room', () => {
		const size = { width: 3, height: 4 };
		expect(freePlace([], size)).toEqual({ x: 0, y: 0, ...size });
		expect(freePlace([room('a', 0, 0), room('b', 5, 0, 19, 4)], size)).toEqual({
			x: 0,
			y: 4,
			...size
		});
		expect(freePlace([room('a', 0, 0), room('b', 6, 0, 18, 4)], size)).toEqual({
			x: 3,
			y: 0,
			...size
		});
	});

	test('has no gap left when it is full', () => {
		expect(freePlace([room('a', 0, 0, 200, 200)], roomSize(1))).toBeNull();
	});
});

describe('a proposed plan', () => {
	const ward = (rooms: number, beds: number) =>
		Array.from({ length: rooms }, (_, index) => ({ id: `r${index}`, beds }));

	test('has the rooms on both sides of a corridor, in the order one passes them', () => {
		const [first, second, third] = arrange(ward(3, 1));
		expect(first).toMatchObject({ id: 'r0', x: 0, y: 0 });
		expect(second).toMatchObject({ id: 'r1', x: 0, y: 6 });
		expect(third).toMatchObject({ id: 'r2', x: 3, y: 0 });
	});

	test.each([
		[1, 1],
		[7, 4],
		[12, 1],
		[40, 2],
		[200, 6],
		[400, 4]
	])('of %d rooms with %d beds lets none overlap and stays on the plan', (rooms, beds) => {
		const plan = arrange(ward(rooms, beds));
		expect(plan).toHaveLength(rooms);
		expect(overlapping(plan).size).toBe(0);
		for (const place of plan) {
			expect(place.x).toBeLessThanOrEqual(planLimits.last);
			expect(place.y).toBeLessThanOrEqual(planLimits.last);
		}
	});

	test('gives a room with more beds more space', () => {
		expect(roomSize(0)).toEqual({ width: 3, height: 4 });
		expect(roomSize(4)).toEqual({ width: 5, height: 4 });
		expect(roomSize(10_000).width).toBe(planLimits.size);
	});
});

describe('beds in a room', () => {
	test.each([
		[3, 4, 1, { columns: 1, rows: 1 }],
		[3, 4, 2, { columns: 1, rows: 2 }],
		[5, 4, 4, { columns: 2, rows: 2 }],
		[10, 2, 4, { columns: 4, rows: 1 }],
		[7, 4, 6, { columns: 3, rows: 2 }],
		[3, 4, 0, { columns: 1, rows: 1 }]
	])('%d by %d squares with %d beds', (width, height, beds, grid) => {
		expect(bedGrid({ width, height }, beds)).toEqual(grid);
	});
});
