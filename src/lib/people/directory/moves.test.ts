import { expect, test } from 'vitest';
import { movesFrom, offerValue } from './moves';

const formOf = (fields: Record<string, string>) => {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	return form;
};

test('a leaving form says whom each visit goes to, and what is left on purpose', () => {
	const offer = { doctor_id: 'd2', starts_at: '2026-11-25T09:00:00+00:00' };
	const { moves, missing } = movesFrom(
		formOf({
			visits: 'each',
			'visit:a': offerValue(offer),
			'seen:a': 'v1',
			'visit:b': 'left',
			'seen:b': 'v2',
			'admission:x': 'd3',
			'admission:y': 'left',
			care_team: 's1',
			notes: 'd3',
			messages: 's1',
			wards: 'left'
		})
	);
	expect(missing).toEqual([]);
	expect(moves).toEqual({
		visits: [
			{ appointment_id: 'a', updated_at: 'v1', ...offer },
			{ appointment_id: 'b', updated_at: 'v2', doctor_id: null, starts_at: null }
		],
		admissions: [
			{ admission_id: 'x', attending_id: 'd3' },
			{ admission_id: 'y', attending_id: null }
		],
		care_team: { staff_id: 's1' },
		notes: { staff_id: 'd3' },
		messages: { staff_id: 's1' },
		wards: { staff_id: null }
	});
});

test('what nobody has chosen yet is named, visits left as a whole are not asked for', () => {
	const open = { 'visit:a': '', 'seen:a': 'v1', 'admission:x': '', care_team: '' };
	expect(movesFrom(formOf(open)).missing).toEqual(['visit:a', 'admission:x', 'care_team']);
	const { moves, missing } = movesFrom(formOf({ ...open, visits: 'reception' }));
	expect(moves.visits).toBe('reception');
	expect(missing).toEqual(['admission:x', 'care_team']);
});
