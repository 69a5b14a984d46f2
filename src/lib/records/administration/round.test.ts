import { describe, expect, test } from 'vitest';
import { nextOf, roundAbout } from './round';
import { doseState } from './words';

describe('a round', () => {
	test('is the one that began at most an hour from now', () => {
		const times = ['08:00', '14:00', '20:00', '24:00'];
		expect(
			['03:00', '07:00', '12:59', '13:00', '23:30'].map((at) => roundAbout(times, at))
		).toEqual(['08:00', '08:00', '08:00', '14:00', '24:00']);
	});

	test('goes from bed to bed to who has something open, round to the first', () => {
		const row = (admission_id: string, outcome: string | null) => ({
			admission_id,
			doses: [{ outcome }]
		});
		const rows = [row('a', null), row('b', 'given'), row('c', null)];
		expect(nextOf(rows, 'a')?.admission_id).toBe('c');
		expect(nextOf(rows, 'c')?.admission_id).toBe('a');
		expect(nextOf([row('a', null)], 'a')).toBeNull();
	});
});

test('an open dose is due from an hour before its time, then late, then missed', () => {
	const dose = {
		outcome: null,
		due_at: '2027-01-04T08:00:00Z',
		late_at: '2027-01-04T09:00:00Z',
		missed_at: '2027-01-04T12:00:00Z'
	};
	const at = (time: string) => doseState(dose, new Date(`2027-01-04T${time}Z`));
	expect(['06:59:00', '07:00:00', '09:00:00', '09:00:01', '12:00:00'].map(at)).toEqual([
		'coming',
		'due',
		'due',
		'late',
		'missed'
	]);
	expect(doseState({ ...dose, outcome: 'held' }, new Date())).toBe('done');
});
