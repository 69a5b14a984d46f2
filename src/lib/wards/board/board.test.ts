import { describe, expect, test } from 'vitest';
import { cardAt, placesByWard, roomsOf, wardsOf, withWards, type Bed } from './board';
import { choicesOn, countBeds, filterBeds, filterOf, type BoardFilter } from './filters';
import { judge, type Movable } from './moves';
import { SteadyBeds, SteadyWards } from './steady';

const free: Bed = {
	bed_id: 'bed',
	bed_label: 'A01',
	bed_kind: 'standard',
	bed_features: ['oxygen'],
	room_id: 'room',
	room_name: 'Room 101',
	gender_rule: 'any',
	plan_x: null,
	plan_y: null,
	plan_width: null,
	plan_height: null,
	ward_id: 'ward',
	ward_code: 'A',
	ward_name: 'Internal Medicine',
	state: 'available',
	since: null,
	note: null,
	task_id: null,
	task_status: null,
	reservation_id: null,
	reserved_until: null,
	reserved_for: null,
	admission_id: null,
	patient_id: null,
	patient_name: null,
	patient_initials: null,
	patient_mrn: null,
	patient_sex: null,
	patient_birth_date: null,
	attending_name: null,
	nurse_name: null,
	reason: null,
	admitted_at: null,
	expected_discharge_on: null,
	private: null,
	isolation: null,
	on_leave_since: null,
	on_leave_until: null,
	newborns: null,
	allergies: null,
	allergies_denied: null,
	news2_score: null,
	news2_risk: null,
	alert_level: null
};
const taken: Movable = {
	...free,
	bed_id: 'taken',
	bed_label: 'A02',
	bed_features: ['oxygen', 'monitor'],
	room_id: 'other',
	room_name: 'Room 102',
	state: 'occupied',
	admission_id: 'admission',
	patient_name: 'José Muñoz Peña',
	patient_initials: 'J.M.',
	patient_mrn: 'LN01000050',
	attending_name: 'Dr. Amara Osei',
	expected_discharge_on: '2026-11-21',
	isolation: 'droplet',
	news2_score: 5
};
const today = '2026-11-22';

describe('filtering the board', () => {
	const labels = (wanted: Partial<BoardFilter>) =>
		filterBeds([free, taken], { ...filterOf(new URLSearchParams()), ...wanted }, today).map(
			({ bed_label }) => bed_label
		);

	test('nothing asked for, everything shown', () => {
		expect(labels({ text: '  ' })).toEqual(['A01', 'A02']);
	});
	test('accents and case do not matter', () => {
		expect(labels({ text: 'JOSE muñoz' })).toEqual(['A02']);
		expect(labels({ text: 'jose munoz' })).toEqual(['A02']);
	});
	test('a particle may be joined or parted', () => {
		const rashid = { ...taken, bed_label: 'A03', patient_name: 'Salma Al-Rashid' };
		for (const text of ['al rashid', 'alrashid', 'Al-Rashid salma']) {
			const filter = { ...filterOf(new URLSearchParams()), text };
			expect(filterBeds([free, rashid], filter, today)).toEqual([rashid]);
		}
	});
	test('every word has to fit, each anywhere', () => {
		expect(labels({ text: 'osei 102' })).toEqual(['A02']);
		expect(labels({ text: 'osei 101' })).toEqual([]);
	});
	test('a bed without a patient is not found by the word null', () => {
		expect(labels({ text: 'null' })).toEqual([]);
	});
	test('state and words hold together', () => {
		expect(labels({ state: 'available' })).toEqual(['A01']);
		expect(labels({ state: 'available', text: 'jose' })).toEqual([]);
	});
	test('isolation, a high score and who leaves are each asked for by themselves', () => {
		expect(labels({ isolation: true })).toEqual(['A02']);
		expect(labels({ news: true })).toEqual(['A02']);
		expect(labels({ leaving: true })).toEqual(['A02']);
		expect(filterBeds([{ ...taken, news2_score: 4 }], { ...all, news: true }, today)).toEqual([]);
		expect(filterBeds([taken], { ...all, leaving: true }, '2026-11-20')).toEqual([]);
	});
	test('doctor and equipment', () => {
		expect(labels({ doctor: 'Dr. Amara Osei' })).toEqual(['A02']);
		expect(labels({ feature: 'monitor' })).toEqual(['A02']);
		expect(labels({ feature: 'oxygen', doctor: 'Nobody' })).toEqual([]);
		expect(choicesOn([taken, free, taken])).toEqual({
			doctors: ['Dr. Amara Osei'],
			features: ['monitor', 'oxygen']
		});
	});
	test('an address says what is asked for, and nonsense asks for nothing', () => {
		const asked = new URLSearchParams('state=closed&news=high&leaving=today&q=ana&doctor=');
		expect(filterOf(asked)).toEqual({
			...all,
			state: 'closed',
			news: true,
			leaving: true,
			text: 'ana'
		});
		expect(filterOf(new URLSearchParams('state=gone&news=1&isolation=no'))).toEqual(all);
	});
});

const all = filterOf(new URLSearchParams());

test('each filter counts what it would show, states nobody is in zero', () => {
	expect(countBeds([free, taken, taken], today)).toEqual({
		states: {
			available: 1,
			occupied: 2,
			reserved: 0,
			housekeeping: 0,
			contaminated: 0,
			isolated: 0,
			closed: 0
		},
		isolation: 2,
		news: 2,
		leaving: 2
	});
});

test('a bed that has not changed stays the same object, and one that has does not', () => {
	const steady = new SteadyBeds();
	const [one, other] = steady.keep([free, taken]);
	const next = steady.keep([
		{ ...free, bed_features: ['oxygen'] },
		{ ...taken, news2_score: 6 }
	]);
	expect(next[0]).toBe(one);
	expect(next[1]).not.toBe(other);
	expect(next[1]?.news2_score).toBe(6);
	expect(steady.keep([free])).toHaveLength(1);
});

test('a ward none of whose beds has changed stays the same object', () => {
	const steady = new SteadyWards();
	const elsewhere = { ...free, bed_id: 'b', ward_id: 'surgery' };
	const [one, other] = steady.keep([free, taken, elsewhere]);
	const next = steady.keep([free, taken, { ...elsewhere, state: 'closed' as const }]);
	expect(next[0]).toBe(one);
	expect(next[1]).not.toBe(other);
	expect(steady.keep([free, elsewhere])[0]?.beds).toEqual([free]);
});

describe('what putting a patient into a bed comes to', () => {
	test('their own bed is where they are', () => {
		expect(judge(taken, taken, ['occupied'])).toEqual({ kind: 'here' });
	});
	test('a free bed fits unless something speaks against it', () => {
		expect(judge(taken, free)).toEqual({ kind: 'fits' });
		expect(judge(taken, free, ['gender', 'features'])).toEqual({
			kind: 'reason',
			problems: ['gender', 'features']
		});
	});
	test('what no reason outweighs is refused, whatever else there is', () => {
		expect(judge(taken, free, ['reserved', 'gender'])).toEqual({
			kind: 'refused',
			problems: ['reserved']
		});
		expect(judge(taken, { ...free, state: 'housekeeping' })).toEqual({
			kind: 'refused',
			problems: ['housekeeping']
		});
		expect(judge(taken, { ...free, state: 'contaminated' })).toMatchObject({ kind: 'refused' });
	});
	test('a bed kept for this very patient fits', () => {
		expect(judge(taken, { ...free, state: 'reserved' }, [])).toEqual({ kind: 'fits' });
	});
	test('a taken bed offers a swap; what the board shows counts for more than what was asked before', () => {
		const other: Bed = { ...taken, bed_id: 'third', admission_id: 'other' };
		expect(judge(taken, other, ['occupied', 'isolation'])).toEqual({
			kind: 'swap',
			problems: ['isolation']
		});
		expect(judge(taken, other, [])).toEqual({ kind: 'swap', problems: [] });
		expect(judge(taken, free, ['occupied'])).toEqual({ kind: 'fits' });
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

test('beds come by ward, in the order given', () => {
	const elsewhere = { ...free, bed_id: 'b', ward_id: 'surgery', ward_name: 'Surgery' };
	expect(wardsOf([free, elsewhere, taken]).map(({ id, beds }) => [id, beds.length])).toEqual([
		['ward', 2],
		['surgery', 1]
	]);
});

test('a ward read anew takes the place of what it was, an emptied one goes, a new one comes last', () => {
	const at = (ward_id: string, bed_label: string): Bed => ({ ...free, ward_id, bed_label });
	const before = [at('a', '1'), at('a', '2'), at('b', '3'), at('c', '4')];
	const labels = (ids: string[], boards: Bed[][]) =>
		withWards(before, ids, boards).map(({ bed_label }) => bed_label);
	expect(labels(['a'], [[at('a', '9')]])).toEqual(['9', '3', '4']);
	expect(labels(['b', 'd'], [[], [at('d', '8')]])).toEqual(['1', '2', '4', '8']);
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

	const at = (index: number, key: string) => cardAt(() => places, places.length, index, key);

	test('go on to the next card and stop at the ends', () => {
		expect(at(2, 'ArrowRight')).toBe(3);
		expect(at(4, 'ArrowRight')).toBe(4);
		expect(at(0, 'ArrowLeft')).toBe(0);
		expect(at(3, 'Home')).toBe(0);
		expect(at(0, 'End')).toBe(4);
	});
	test('up and down lead to the nearest card of the next row', () => {
		expect(at(2, 'ArrowDown')).toBe(4);
		expect(at(3, 'ArrowUp')).toBe(0);
		expect(at(4, 'ArrowUp')).toBe(2);
	});
	test('there is nothing beyond the last row', () => {
		expect(at(3, 'ArrowDown')).toBe(3);
		expect(at(1, 'ArrowUp')).toBe(1);
	});
	test('other keys are left alone', () => {
		expect(at(1, 'Enter')).toBeNull();
		expect(cardAt(() => [], 0, 0, 'ArrowDown')).toBeNull();
		expect(at(-1, 'ArrowDown')).toBeNull();
	});
});
