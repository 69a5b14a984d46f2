import { describe, expect, test } from 'vitest';
import {
	isFinal,
	isMovable,
	isOpenToPatient,
	stepLabel,
	stepsAt,
	visitStatus,
	visitStatuses
} from './status';

const zone = 'Europe/Madrid';
const starts = '2026-11-23T09:00:00Z';
const at = (time: string) => new Date(`2026-11-23T${time}Z`);

describe('the buttons of a visit', () => {
	test('nobody is checked in hours before, and nobody is late before the time', () => {
		expect(stepsAt('confirmed', starts, at('06:59:00'), zone)).toEqual([]);
		expect(stepsAt('confirmed', starts, at('07:00:00'), zone)).toEqual(['checked_in']);
		expect(stepsAt('confirmed', starts, at('08:59:59'), zone)).toEqual(['checked_in']);
		expect(stepsAt('confirmed', starts, at('09:00:00'), zone)).toEqual(['checked_in', 'no_show']);
	});

	test('who has arrived can be called in early', () => {
		expect(stepsAt('checked_in', starts, at('08:40:00'), zone)).toEqual(['in_consultation']);
		expect(stepsAt('in_consultation', starts, at('08:50:00'), zone)).toEqual(['completed']);
	});

	test('a request is confirmed however far away it is', () => {
		expect(stepsAt('requested', starts, new Date('2026-01-01T00:00:00Z'), zone)).toEqual([
			'confirmed'
		]);
	});

	test('what is over offers nothing, and cannot be moved', () => {
		for (const status of visitStatuses.filter(isFinal)) {
			expect(stepsAt(status, starts, new Date('2026-11-24T12:00:00Z'), zone)).toEqual([]);
			expect(isMovable(status)).toBe(false);
		}
		expect(visitStatuses.filter(isFinal)).toEqual(['completed', 'cancelled', 'no_show']);
	});

	test('a no-show is taken back until midnight at the hospital', () => {
		const back = ['checked_in', 'confirmed'];
		expect(stepsAt('no_show', starts, at('22:59:59'), zone)).toEqual(back);
		expect(stepsAt('no_show', starts, at('23:00:00'), zone)).toEqual([]);
		expect(back.map((status) => stepLabel(visitStatus(status), 'no_show'))).toEqual([
			'Arrived late',
			'Undo no-show'
		]);
	});

	test('of somebody who has died, what took place before is said to have, and nothing is begun', () => {
		const late = at('12:00:00');
		const steps = (status: Parameters<typeof stepsAt>[0], died: string) =>
			stepsAt(status, starts, late, zone, died);
		const after = '2026-11-23T10:00:00Z';
		expect(steps('confirmed', after)).toEqual(['completed', 'no_show']);
		expect(steps('checked_in', after)).toEqual(['completed', 'no_show']);
		expect(steps('in_consultation', after)).toEqual(['completed']);
		expect(steps('requested', after)).toEqual([]);
		expect(steps('no_show', after)).toEqual([]);
		expect(steps('confirmed', '2026-11-23T08:00:00Z')).toEqual(['no_show']);
	});

	test('a patient moves what is to come, and nothing that should have begun', () => {
		const visit = { status: 'confirmed', starts_at: starts } as const;
		expect(isOpenToPatient(visit, at('08:59:59'))).toBe(true);
		expect(isOpenToPatient(visit, at('09:00:00'))).toBe(false);
		expect(isOpenToPatient({ ...visit, status: 'checked_in' }, at('08:50:00'))).toBe(false);
	});

	test('a status this screen does not know yet is shown as over, without buttons', () => {
		expect(isFinal(visitStatus('archived'))).toBe(true);
	});
});
