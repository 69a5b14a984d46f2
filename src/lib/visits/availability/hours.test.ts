import { expect, test } from 'vitest';
import { readWeek, type HoursRow } from './hours';

const row = (weekday: number, starts: string, ends: string): HoursRow => ({
	weekday: String(weekday),
	starts,
	ends,
	room: 'a',
	only: '',
	zone: 'UTC'
});
const spans = (...rows: HoursRow[]) =>
	readWeek(rows).pieces.map(({ weekday, from, until }) => [weekday, from / 60, until / 60]);

test('hours of a night go on the next day, those of Sunday on Monday', () => {
	expect(spans(row(1, '22:00', '06:00'))).toEqual([
		[1, 22, 24],
		[2, 0, 6]
	]);
	expect(spans(row(7, '20:30', '08:00'))).toEqual([
		[7, 20.5, 24],
		[1, 0, 8]
	]);
	expect(spans(row(3, '18:00', '00:00'))).toEqual([[3, 18, 24]]);
});

test('hours without a length are wrong, as is a night that meets other hours', () => {
	expect(Object.keys(readWeek([row(1, '08:00', '08:00')]).wrong)).toEqual(['0']);
	const { wrong } = readWeek([
		row(1, '08:00', '12:00'),
		row(1, '22:00', '06:00'),
		row(2, '05:00', '09:00')
	]);
	expect(Object.keys(wrong)).toEqual(['1', '2']);
});
