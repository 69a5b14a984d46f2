import { expect, test } from 'vitest';
import type { DayVisit } from './queries';
import { nowIndex, upNext } from './day';

const visit = (id: string, time: string, status: DayVisit['status']): DayVisit => ({
	id,
	status,
	starts_at: `2026-11-23T${time}:00Z`,
	ends_at: new Date(Date.parse(`2026-11-23T${time}:00Z`) + 20 * 60_000).toISOString(),
	reason: null,
	cancel_reason: null,
	updated_at: '2026-11-20T08:00:00Z',
	checked_in_at: null,
	started_at: null,
	completed_at: null,
	patient_id: `patient-${id}`,
	patient_name: id,
	patient_mrn: 'LN00000019',
	patient_birth_date: '1980-01-01',
	patient_deceased_at: null,
	patient_sex: 'female',
	alerts: [],
	allergies_denied: null,
	visit_type_name: 'Consultation',
	room_name: null
});
const now = new Date('2026-11-23T10:05:00Z');

test('the patient in the room comes before the one who waits, who comes before the one expected', () => {
	const expected = visit('expected', '10:00', 'confirmed');
	const waiting = visit('waiting', '10:40', 'checked_in');
	const inside = visit('inside', '11:00', 'in_consultation');
	expect(upNext([expected, waiting, inside], now)?.id).toBe('inside');
	expect(upNext([expected, waiting], now)?.id).toBe('waiting');
	expect(upNext([expected], now)?.id).toBe('expected');
	expect(
		upNext([{ ...waiting, patient_deceased_at: '2026-11-23T09:00:00Z' }, expected], now)?.id
	).toBe('expected');
});

test('who is done, called off or long overdue is not next', () => {
	const visits = [
		visit('overdue', '08:00', 'confirmed'),
		visit('done', '09:00', 'completed'),
		visit('off', '10:20', 'cancelled'),
		visit('next', '10:40', 'confirmed')
	];
	expect(upNext(visits, now)?.id).toBe('next');
	expect(upNext(visits.slice(0, 3), now)).toBeNull();
});

test('the line of the present lies before the first visit still to begin', () => {
	const visits = [visit('a', '09:00', 'completed'), visit('b', '10:20', 'confirmed')];
	expect(nowIndex(visits, now)).toBe(1);
	expect(nowIndex(visits, new Date('2026-11-23T07:00:00Z'))).toBe(0);
	expect(nowIndex(visits, new Date('2026-11-23T20:00:00Z'))).toBe(2);
	expect(nowIndex([], now)).toBe(0);
});
