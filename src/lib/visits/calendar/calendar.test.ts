import { describe, expect, test } from 'vitest';
import { conflictAt, snap } from './conflicts';
import { gaps, hoursOf, inLanes, visibleRange } from './layout';
import { readCalendar, type CalendarContent, type CalendarVisit, type MoveTarget } from './queries';
import { absentAmong } from './resources';
import { dayShape } from '$lib/app/time/instants.server';
import { DayScale } from '$lib/app/time/scale';

const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const span = (from: string, until: string) => ({ start: at(from), end: at(until) });

const visit = (from: string, until: string, other: Partial<CalendarVisit> = {}): CalendarVisit => ({
	id: `${from} ${other.doctorId ?? 'osei'}`,
	...span(from, until),
	status: 'confirmed',
	doctorId: 'osei',
	roomId: 'r1',
	typeId: 'type',
	patientId: 'ada',
	patient: 'Ada Lovelace',
	mrn: 'M1',
	deceasedAt: null,
	overbookReason: null,
	version: '1',
	...other
});

describe('visits that overlap', () => {
	test('stand side by side, each in the first lane that is free', () => {
		const placed = inLanes([
			span('09:00', '10:00'),
			span('09:30', '10:30'),
			span('10:00', '11:00'),
			span('12:00', '12:30')
		]);
		expect(placed.map(({ lane, lanes }) => [lane, lanes])).toEqual([
			[0, 2],
			[1, 2],
			[0, 2],
			[0, 1]
		]);
	});

	test('that only touch do not share the width', () => {
		const placed = inLanes([span('09:00', '09:30'), span('09:30', '10:00')]);
		expect(placed.map(({ lanes }) => lanes)).toEqual([1, 1]);
	});
});

test('the hours somebody is not there are what their hours leave of the day', () => {
	expect(gaps(span('07:00', '20:00'), [span('15:00', '18:00'), span('08:00', '12:00')])).toEqual([
		span('07:00', '08:00'),
		span('12:00', '15:00'),
		span('18:00', '20:00')
	]);
	expect(gaps(span('07:00', '20:00'), [span('06:00', '21:00')])).toEqual([]);
	expect(gaps(span('07:00', '20:00'), [])).toEqual([span('07:00', '20:00')]);
});

describe('the hours a calendar is drawn for', () => {
	const use = (owner: string, first: number, last: number, visit = false) => ({
		owner,
		first: first * 60,
		last: last * 60,
		visit
	});
	const house = ['a', 'b', 'c', 'd', 'e', 'f'].map((owner) => use(owner, 8, 15));

	test('are not stretched by one late visit, which is told', () => {
		expect(hoursOf([...house, use('a', 20, 22, true)], 6)).toEqual({
			usual: { first: 480, last: 1080 },
			whole: { first: 480, last: 1320 }
		});
	});

	test('reach as far as more than a few work, and as a visit lasts that has begun', () => {
		const late = [use('a', 18, 20), use('b', 18, 20), use('c', 19.5, 20.25, true)];
		expect(hoursOf([...house, ...late], 6).usual).toEqual({ first: 480, last: 1260 });
	});

	test('are those of one doctor where they are looked at alone', () => {
		expect(hoursOf([use('a', 6.5, 22)], 1).usual).toEqual({ first: 360, last: 1320 });
	});
});

test('a doctor without hours or visits is absent, and one on leave; one with a visit is not', () => {
	const doctor = (id: string) => ({ id, name: id, note: '', group: null });
	const hours = (doctorId: string) => ({ doctorId, roomId: null, ...span('08:00', '12:00') });
	const content: CalendarContent = {
		hours: [hours('works'), hours('leave'), hours('moving')],
		absences: ['leave', 'moving'].map((doctorId) => ({
			doctorId,
			kind: 'leave',
			...span('00:00', '23:00')
		})),
		visits: [visit('09:00', '09:30', { doctorId: 'moving' })]
	};
	expect(
		absentAmong(['works', 'leave', 'moving', 'off'].map(doctor), content).map(({ id }) => id)
	).toEqual(['leave', 'off']);
});

test('of fifty columns only those in the window are drawn', () => {
	expect(visibleRange(1500, 800, 150, 50, 2)).toEqual({ first: 8, last: 18 });
	expect(visibleRange(0, 800, 150, 3, 2)).toEqual({ first: 0, last: 3 });
	expect(visibleRange(9000, 800, 150, 3, 2)).toEqual({ first: 3, last: 3 });
});

describe('a day as minutes of the clock', () => {
	test('is what the clock shows, there and back', () => {
		const day = new DayScale(dayShape('2026-11-23', 'Europe/Madrid'));
		expect(day.minuteAt(at('08:30'))).toBe(9 * 60 + 30);
		expect(day.instantAt(9 * 60 + 30)).toBe(at('08:30'));
		expect(day.minuteAt(day.start - 1)).toBe(0);
		expect(day.minuteAt(day.end + 1)).toBe(1440);
	});

	test('on which the clocks change is right after the change', () => {
		for (const day of ['2026-03-29', '2026-10-25']) {
			const scale = new DayScale(dayShape(day, 'Europe/Madrid'));
			const nine = Date.parse(`${day}T09:00:00${day === '2026-03-29' ? '+02:00' : '+01:00'}`);
			expect(scale.minuteAt(nine)).toBe(9 * 60);
			expect(scale.instantAt(9 * 60)).toBe(nine);
		}
	});
});

describe('while a visit is held over the calendar', () => {
	const held = visit('09:00', '09:30');
	const content = (more: Partial<CalendarContent> = {}): CalendarContent => ({
		visits: [held],
		hours: [
			{ doctorId: 'osei', ...span('08:00', '12:00'), roomId: 'r1' },
			{ doctorId: 'tavares', ...span('08:00', '12:00'), roomId: 'r2' }
		],
		absences: [],
		...more
	});
	const now = at('07:00');
	const to = (start: string, doctorId = 'osei', roomId: string | null = null) => ({
		doctorId,
		roomId,
		start: at(start)
	});
	const kind = (place: ReturnType<typeof to>, shown = content(), targets = null) =>
		conflictAt(held, place, shown, targets, now)?.kind ?? null;

	test('a free time in the hours has nothing against it, nor has its own', () => {
		expect(kind(to('10:00'))).toBeNull();
		expect(kind(to('09:15'))).toBeNull();
		expect(kind(to('09:00'))).toBeNull();
	});

	test('what is over, outside the hours or during leave is told', () => {
		expect(kind(to('06:00'))).toBe('past');
		expect(kind(to('11:45'))).toBe('outside_hours');
		const away = { doctorId: 'osei', ...span('10:15', '11:00'), kind: 'leave' };
		expect(kind(to('10:00'), content({ absences: [away] }))).toBe('absent');
		expect(kind(to('10:00', 'tavares'), content({ absences: [away] }))).toBeNull();
	});

	test('who is in the way is named: for the doctor, the patient, the room', () => {
		const other = visit('10:00', '10:30', { patientId: 'bea', patient: 'Bea' });
		expect(conflictAt(held, to('10:15'), content({ visits: [held, other] }), null, now)).toEqual({
			kind: 'doctor_taken',
			by: other
		});
		const elsewhere = visit('10:00', '10:30', { doctorId: 'tavares', roomId: 'r2' });
		expect(kind(to('10:15'), content({ visits: [held, elsewhere] }))).toBe('patient_elsewhere');
		const guest = visit('10:00', '10:30', { doctorId: 'third', patientId: 'bea', roomId: 'r2' });
		const shown = content({ visits: [held, guest] });
		expect(kind(to('10:00'), shown)).toBeNull();
		expect(kind(to('10:00', 'tavares'), shown)).toBe('room_taken');
		expect(kind(to('10:00', 'osei', 'r2'), shown)).toBe('room_taken');
	});

	test('no-shows and overbooked visits take nothing away', () => {
		for (const harmless of [{ status: 'no_show' as const }, { overbookReason: 'Cannot wait' }]) {
			const other = visit('10:00', '10:30', { patientId: 'bea', ...harmless });
			expect(kind(to('10:00'), content({ visits: [held, other] }))).toBeNull();
		}
	});

	test('it lands on a time the doctor offers when one is near, and lasts as long as with them', () => {
		const targets = new Map<string, MoveTarget>([
			['tavares', { length: 45 * 60_000, starts: [at('10:00'), at('10:45')] }]
		]);
		expect(snap(at('10:10'), held, 'tavares', targets)).toBe(at('10:00'));
		expect(snap(at('10:22') + 20_000, held, 'tavares', targets)).toBe(at('10:20'));
		expect(snap(at('09:04'), held, 'osei', targets)).toBe(at('09:00'));
		expect(conflictAt(held, to('10:20', 'tavares'), content(), targets, now)?.kind).toBe(
			'not_offered'
		);
		const late = conflictAt(held, to('11:30', 'tavares'), content(), targets, now);
		expect(late?.kind).toBe('outside_hours');
	});
});

test('the document keeps its order when it is read', () => {
	const { visits, hours } = readCalendar({
		visits: [
			[
				'v',
				'2026-11-23T09:00:00+00:00',
				'2026-11-23T09:30:00+00:00',
				'no_show',
				'd',
				null,
				't',
				'p',
				'Ada',
				'M1',
				'Why',
				'now',
				'2026-11-22T09:00:00+00:00'
			]
		],
		hours: [['d', '2026-11-23T08:00:00Z', '2026-11-23T12:00:00Z', 'r']],
		absences: []
	});
	expect(visits[0]).toEqual(
		visit('09:00', '09:30', {
			id: 'v',
			status: 'no_show',
			doctorId: 'd',
			roomId: null,
			typeId: 't',
			patientId: 'p',
			patient: 'Ada',
			overbookReason: 'Why',
			version: 'now',
			deceasedAt: '2026-11-22T09:00:00+00:00'
		})
	);
	expect(hours).toEqual([{ doctorId: 'd', ...span('08:00', '12:00'), roomId: 'r' }]);
});
