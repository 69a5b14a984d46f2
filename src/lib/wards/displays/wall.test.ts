import { expect, test } from 'vitest';
import { changedBeds, withChanges, type DisplayBed, type DisplayBoard } from './protocol';
import { alertedBeds, columnsFor, countBeds } from './wall';

const bed = (id: string, more: Partial<DisplayBed> = {}): DisplayBed => ({
	id,
	label: id,
	room: 'Room 1',
	state: 'available',
	since: null,
	leaving: null,
	isolation: null,
	alert: null,
	...more
});
const board = (...beds: DisplayBed[]): DisplayBoard => ({ ward: 'A', beds });

test('only beds that are not as they were are told, and put where they belong', () => {
	const before = board(bed('1'), bed('2'), bed('3'));
	const after = board(bed('1'), bed('2', { state: 'occupied' }), bed('3'));
	const changed = changedBeds(before, after);
	expect(changed?.map(({ id }) => id)).toEqual(['2']);
	expect(withChanges(before, changed ?? [])).toEqual(after);
	expect(changedBeds(after, after)).toEqual([]);
});

test('everything is told when a bed comes, goes or moves, or the ward has another name', () => {
	const before = board(bed('1'), bed('2'));
	expect(changedBeds(before, board(bed('1')))).toBeNull();
	expect(changedBeds(before, board(bed('2'), bed('1')))).toBeNull();
	expect(changedBeds(before, board(bed('1'), bed('2'), bed('3')))).toBeNull();
	expect(changedBeds(before, { ...before, ward: 'B' })).toBeNull();
});

test('tiles fill the wall, whichever way the television hangs', () => {
	expect(columnsFor(40, 1880, 780)).toBe(7);
	expect(columnsFor(40, 1040, 1600)).toBe(4);
	expect(columnsFor(1, 1880, 780)).toBe(1);
	expect(columnsFor(0, 1880, 780)).toBe(1);
});

test('each bed is counted once, and who should have left leaves today', () => {
	const beds = [
		bed('1', { state: 'occupied', leaving: 'today' }),
		bed('2', { state: 'occupied', leaving: 'overdue' }),
		bed('3'),
		bed('4', { state: 'reserved' }),
		bed('5', { state: 'housekeeping' }),
		bed('6', { state: 'contaminated' }),
		bed('7', { state: 'closed' })
	];
	expect(countBeds(beds)).toEqual({
		total: 7,
		occupied: 2,
		free: 1,
		reserved: 1,
		clean: 1,
		out: 2,
		leaving: 2
	});
});

test('emergencies come before what is urgent', () => {
	const beds = [bed('1', { alert: 'urgent' }), bed('2'), bed('3', { alert: 'emergency' })];
	expect(alertedBeds(beds).map(({ id }) => id)).toEqual(['3', '1']);
});
