import { describe, expect, test } from 'vitest';
import { cardAt, countStates, filterBeds, placesByWard, roomsOf, type Bed } from './board';

const free: Bed = {
	bed_id: 'bed',
	bed_label: 'A01',
	bed_kind: 'standard',
	room_id: 'room',
	room_name: 'Room 101',
	ward_id: 'ward',
	ward_code: 'A',
	ward_name: 'Internal Medicine',
	state: 'available',
	since: null,
	note: null,
	task_id: null,
	task_status: null,
	admission_id: null,
	patient_id: null,
	patient_name: null,
	patient_mrn: null,
	patient_sex: null,
	patient_birth_date: null,
	attending_name: null,
	reason: null,
	admitted_at: null,
	expected_discharge_on: null,
	private: null
};
const taken: Bed = {
	...free,
	bed_id: 'taken',
	bed_label: 'A02',
	room_id: 'other',
	room_name: 'Room 102',
	state: 'occupied',
	patient_name: 'José Muñoz Peña',
	patient_mrn: 'LN01000050',
	attending_name: 'Dr. Amara Osei'
};

describe('filtering the board', () => {
	const labels = (state: Bed['state'] | null, text: string) =>
		filterBeds([free, taken], { state, text }).map(({ bed_label }) => bed_label);

	test('nothing asked for, everything shown', () => {
		expect(labels(null, '  ')).toEqual(['A01', 'A02']);
	});
	test('accents and case do not matter', () => {
		expect(labels(null, 'JOSE muñoz')).toEqual(['A02']);
		expect(labels(null, 'jose munoz')).toEqual(['A02']);
	});
	test('every word has to fit, each anywhere', () => {
		expect(labels(null, 'osei 102')).toEqual(['A02']);
		expect(labels(null, 'osei 101')).toEqual([]);
	});
	test('a bed without a patient is not found by the word null', () => {
		expect(labels(null, 'null')).toEqual([]);
	});
	test('state and words hold together', () => {
		expect(labels('available', '')).toEqual(['A01']);
		expect(labels('available', 'jose')).toEqual([]);
	});
});

test('beds come by room, in the order given', () => {
	const third = { ...free, bed_id: 'third', bed_label: 'A03' };
	expect(
		roomsOf([free, taken, third]).map((room) => [room.name, room.beds.map((bed) => bed.bed_label)])
	).toEqual([
		['Room 101', ['A01', 'A03']],
		['Room 102', ['A02']]
	]);
});

test('the own ward comes first among those to choose from', () => {
	const elsewhere = { ...free, bed_id: 'b', ward_id: 'surgery', ward_name: 'Surgery' };
	expect(placesByWard([elsewhere, free], 'ward').map(({ name }) => name)).toEqual([
		'Internal Medicine',
		'Surgery'
	]);
});

test('states nobody is in count zero', () => {
	expect(countStates([free, taken, taken])).toEqual({
		available: 1,
		occupied: 2,
		housekeeping: 0,
		contaminated: 0,
		isolated: 0,
		closed: 0
	});
});

describe('arrow keys', () => {
	// Three in the first row, two wider ones in the second.
	const places = [
		{ left: 0, top: 0, width: 100 },
		{ left: 110, top: 0, width: 100 },
		{ left: 220, top: 0, width: 100 },
		{ left: 0, top: 80, width: 155 },
		{ left: 165, top: 80, width: 155 }
	];

	test('go on to the next card and stop at the ends', () => {
		expect(cardAt(places, 2, 'ArrowRight')).toBe(3);
		expect(cardAt(places, 4, 'ArrowRight')).toBe(4);
		expect(cardAt(places, 0, 'ArrowLeft')).toBe(0);
		expect(cardAt(places, 3, 'Home')).toBe(0);
		expect(cardAt(places, 0, 'End')).toBe(4);
	});
	test('up and down lead to the nearest card of the next row', () => {
		expect(cardAt(places, 2, 'ArrowDown')).toBe(4);
		expect(cardAt(places, 3, 'ArrowUp')).toBe(0);
		expect(cardAt(places, 4, 'ArrowUp')).toBe(2);
	});
	test('there is nothing beyond the last row', () => {
		expect(cardAt(places, 3, 'ArrowDown')).toBe(3);
		expect(cardAt(places, 1, 'ArrowUp')).toBe(1);
	});
	test('other keys are left alone', () => {
		expect(cardAt(places, 1, 'Enter')).toBeNull();
		expect(cardAt([], 0, 'ArrowDown')).toBeNull();
	});
});
