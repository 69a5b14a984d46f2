import { expect, test } from 'vitest';
import type { VisitEvent } from './queries';
import { changeOf, eventTitle } from './story';

const event = (more: Partial<VisitEvent>) =>
	({
		kind: 'undone',
		from_status: 'confirmed',
		to_status: 'confirmed',
		starts_at: null,
		previous_starts_at: null,
		doctor_name: null,
		previous_doctor_name: null,
		...more
	}) as VisitEvent;

test('what was undone is told by what it was', () => {
	expect(eventTitle(event({ from_status: 'checked_in' }))).toBe('Undone: Arrived');
	expect(eventTitle(event({ from_status: 'cancelled' }))).toBe('Undone: Cancelled');
	expect(eventTitle(event({ to_status: 'cancelled' }))).toBe('Booking undone');
	const back = event({
		starts_at: '2027-03-01T09:00:00Z',
		previous_starts_at: '2027-03-02T10:00:00Z',
		doctor_name: 'Dr Ada',
		previous_doctor_name: 'Dr Bea'
	});
	expect(eventTitle(back)).toBe('Moved back');
	expect(changeOf(back, 'UTC')).toMatch(/Dr Bea.*Dr Ada/);
});
