import { expect, test } from 'vitest';
import { changesOf, idsIn, valueText } from './changes.server';
import { filterOf, auditStartOf } from './filter';

const doctor = 'd9b7c0de-0000-4000-8000-000000000001';
const reader = { names: new Map([[doctor, 'Dr. Ada Lovelace']]), zone: 'Europe/Madrid' };

test('a change says what was and what is, in words and the hospital’s time', () => {
	expect(
		changesOf(
			{
				before: { status: 'confirmed', doctor_id: null, starts_at: '2026-11-30T08:00:00+00:00' },
				after: {
					status: 'no_show',
					doctor_id: doctor,
					starts_at: '2026-11-30T09:30:00.123456+00:00'
				}
			},
			reader
		)
	).toEqual([
		{ field: 'Status', before: 'Confirmed', after: 'No-show' },
		{ field: 'Doctor', before: 'empty', after: 'Dr. Ada Lovelace' },
		{ field: 'Starts', before: '30 Nov 2026, 09:00', after: '30 Nov 2026, 10:30' }
	]);
});

test('a new row says what is in it, a removed one what was; secrets and its number are neither’s', () => {
	const row = { id: doctor, token_hash: 'abc', city: 'Lugo', note: null, updated_at: '2026-11-30' };
	expect(changesOf({ before: null, after: row }, reader)).toEqual([
		{ field: 'Town', before: null, after: 'Lugo' }
	]);
	expect(changesOf({ before: row, after: null }, reader)).toEqual([
		{ field: 'Town', before: 'Lugo', after: null }
	]);
});

test('no value is shown as JSON, whatever it is', () => {
	for (const [value, words] of [
		[true, 'Yes'],
		[null, 'empty'],
		[[], 'empty'],
		[['oxygen', 'monitor'], 'Oxygen, Monitor'],
		[
			{ sections: { course: 'Improved' }, sex: 'female' },
			'Sections: Course: Improved; Sex: Female'
		],
		['["2026-11-30 08:00:00+00",)', '30 Nov 2026, 09:00 – …'],
		['2026-12-01', '1 Dec 2026'],
		['d9b7c0de-0000-4000-8000-00000000000f', 'Unnamed (d9b7c0de)'],
		['constructor', 'constructor'],
		[36.6, '36.6']
	] as const) {
		expect(valueText(value as never, reader)).toBe(words);
	}
	expect(idsIn([{ a: [doctor], b: { c: doctor } }, null, 'no id'])).toEqual([doctor]);
});

test('a filter takes what it knows and nothing else', () => {
	expect(
		filterOf(new URLSearchParams('person= Ada &action=drop&from=2026-02-30&until=2026-11-30'))
	).toEqual({
		person: 'Ada',
		patient: '',
		table: '',
		action: '',
		from: '',
		until: '2026-11-30'
	});
	expect(auditStartOf(new URLSearchParams('older=2026-11-30T08:00:00.123456%2B00:00~42'))).toEqual({
		at: '2026-11-30T08:00:00.123456+00:00',
		id: 42,
		towards: 'older'
	});
	expect(auditStartOf(new URLSearchParams('older=2026-11-30~x;drop'))).toBeNull();
});
