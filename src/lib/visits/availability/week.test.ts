import { expect, test } from 'vitest';
import {
	between,
	erase,
	hoursOf,
	isPainted,
	overlapping,
	paint,
	type Brush,
	type Piece
} from './week';

const brush: Brush = { room: 'a', only: '', zone: 'UTC' };
const piece = (weekday: number, from: number, until: number, with_: Brush = brush): Piece => ({
	...with_,
	weekday,
	from,
	until
});

test('what is painted beside its like becomes one piece', () => {
	const week = paint([piece(1, 480, 600)], { days: [1, 1], from: 600, until: 660 }, brush);
	expect(week).toEqual([piece(1, 480, 660)]);
});

test('another room beside it stays a piece of its own, and takes what it covers', () => {
	const other = { ...brush, room: 'b' };
	const week = paint([piece(1, 480, 720)], { days: [1, 1], from: 600, until: 660 }, other);
	expect(week).toEqual([piece(1, 480, 600), piece(1, 600, 660, other), piece(1, 660, 720)]);
});

test('a drag over several days paints the same time on each, in either direction', () => {
	const area = between({ weekday: 4, from: 690 }, { weekday: 2, from: 480 }, 30);
	expect(area).toEqual({ days: [2, 4], from: 480, until: 720 });
	expect(paint([], area, brush)).toEqual([2, 3, 4].map((weekday) => piece(weekday, 480, 720)));
});

test('a break is cut out to the minute, whatever the pieces began at', () => {
	expect(
		erase([piece(1, 490, 725), piece(2, 490, 725)], { days: [1, 1], from: 600, until: 630 })
	).toEqual([piece(1, 490, 600), piece(1, 630, 725), piece(2, 490, 725)]);
	expect(erase([piece(1, 600, 615)], { days: [1, 7], from: 600, until: 630 })).toEqual([]);
});

test('a cell counts as painted only if all of it is, with the same brush', () => {
	const week = [piece(1, 490, 600)];
	expect(isPainted(week, { weekday: 1, from: 510 }, 30, brush)).toBe(true);
	expect(isPainted(week, { weekday: 1, from: 480 }, 30, brush)).toBe(false);
	expect(isPainted(week, { weekday: 1, from: 510 }, 30, { ...brush, room: 'b' })).toBe(false);
	expect(isPainted(week, { weekday: 2, from: 510 }, 30, brush)).toBe(false);
});

test('pieces that overlap are both named; those that meet are not', () => {
	expect(overlapping([piece(1, 480, 600), piece(1, 590, 700), piece(1, 700, 720)])).toEqual(
		new Set([0, 1])
	);
	expect(hoursOf([piece(1, 480, 600), piece(3, 480, 510)])).toBe(2.5);
});
