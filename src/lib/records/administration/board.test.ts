import { expect, test } from 'vitest';
import { markAt } from '$lib/wards/board/timed-marks';
import { doseMarks } from './board.server';

test('a bed says what is late and what is missed when its time has come, and not before', () => {
	const marks = doseMarks(
		['2027-01-04T09:00:00Z', '2027-01-04T15:00:00Z'],
		['2027-01-04T12:00:00Z', '2027-01-04T18:00:00Z']
	);
	const at = (time: string) => markAt(marks, new Date(`2027-01-04T${time}:00Z`))?.text ?? null;
	expect(['08:59', '09:00', '12:00', '15:00', '18:00'].map(at)).toEqual([
		null,
		'1 late',
		'1 missed',
		'1 missed · 1 late',
		'2 missed'
	]);
	expect(markAt(undefined, new Date())).toBeNull();
});
