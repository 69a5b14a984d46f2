import { describe, expect, test } from 'vitest';
import type { Json } from '$lib/app/supabase/database.types';
import { kindName, wordsFor } from './words';

const zone = 'Europe/Madrid';
const params = {
	patient_name: 'Ada Lovelace',
	doctor_name: 'Dr. Amara Osei',
	starts_at: '2031-12-01T08:30:00+00:00'
};

describe('what a notification says', () => {
	test('to a doctor: who and when; to a patient: when and with whom', () => {
		expect(
			wordsFor({ kind: 'appointment_booked', params: { ...params, reason: 'Cough' } }, zone)
		).toEqual({
			title: 'New visit: Ada Lovelace',
			text: 'Monday, 1 December 2031, 09:30 · Cough'
		});
		expect(wordsFor({ kind: 'appointment_confirmed', params }, zone)).toEqual({
			title: 'Your visit is confirmed',
			text: 'Monday, 1 December 2031, 09:30 · Dr. Amara Osei'
		});
	});

	test('of a move: where it was before', () => {
		const moved = { ...params, previous_starts_at: '2031-12-01T07:00:00+00:00' };
		expect(wordsFor({ kind: 'appointment_rescheduled', params: moved }, zone).text).toContain(
			'09:30 (was Monday, 1 December 2031, 08:00)'
		);
	});

	test('of a kind nobody knows: that there is news, and when', () => {
		for (const kind of ['from_the_future', 'constructor', 'to_string', '__proto__']) {
			expect(wordsFor({ kind, params }, zone), kind).toEqual({
				title: 'New notification',
				text: 'Monday, 1 December 2031, 09:30'
			});
			expect(kindName(kind), kind).toBe('Other updates');
		}
	});

	test('whatever is in the params, nothing breaks', () => {
		const odd: NonNullable<Json>[] = [
			[],
			'text',
			7,
			{},
			{ starts_at: 'soon', patient_name: 5, doctor_name: null }
		];
		for (const value of odd) {
			for (const kind of ['appointment_booked', 'appointment_called_off', 'from_the_future']) {
				expect(wordsFor({ kind, params: value }, zone).title).not.toBe('');
			}
		}
	});
});
