import { expect, test } from 'vitest';
import { direction, dueState } from './round';

const now = new Date('2026-11-22T12:00:00Z');

test('who should have been observed is overdue, whoever is within the hour is soon', () => {
	const states = ['11:59', '12:00', '13:00', '13:01'].map((time) =>
		dueState({ due_at: `2026-11-22T${time}:00Z` }, now)
	);
	expect(states).toEqual(['overdue', 'soon', 'soon', 'later']);
});

test('a score goes somewhere only when there was one before', () => {
	expect([direction(5, 3), direction(3, 5), direction(3, 3), direction(3, null)]).toEqual([
		'up',
		'down',
		'level',
		null
	]);
});
