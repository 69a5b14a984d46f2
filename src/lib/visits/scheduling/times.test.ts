import { expect, test } from 'vitest';
import { consultationTime, waitingTime, type Measured } from './times';

const at = (time: string) => `2026-11-23T${time}Z`;
const now = new Date(at('10:00:30'));
const visit = (more: Partial<Measured>): Measured => ({
	status: 'confirmed',
	checked_in_at: null,
	started_at: null,
	completed_at: null,
	...more
});

test('waiting is measured from the check-in, and runs until the consultation begins', () => {
	expect(waitingTime(visit({}), now)).toBeNull();
	expect(waitingTime(visit({ status: 'checked_in', checked_in_at: at('09:40:00') }), now)).toEqual({
		minutes: 20,
		running: true
	});
	expect(
		waitingTime(
			visit({
				status: 'in_consultation',
				checked_in_at: at('09:40:00'),
				started_at: at('09:52:59')
			}),
			now
		)
	).toEqual({ minutes: 12, running: false });
});

test('who left without being seen did not wait for anything that can be measured', () => {
	expect(waitingTime(visit({ status: 'no_show', checked_in_at: at('09:40:00') }), now)).toBeNull();
});

test('the consultation is measured to its end', () => {
	const seen = visit({ status: 'in_consultation', started_at: at('09:45:00') });
	expect(consultationTime(seen, now)).toEqual({ minutes: 15, running: true });
	expect(
		consultationTime({ ...seen, status: 'completed', completed_at: at('09:58:00') }, now)
	).toEqual({ minutes: 13, running: false });
	expect(consultationTime(visit({ status: 'checked_in' }), now)).toBeNull();
});

test('a clock that runs ahead of the server’s shows no negative time', () => {
	expect(waitingTime(visit({ status: 'checked_in', checked_in_at: at('10:00:45') }), now)).toEqual({
		minutes: 0,
		running: true
	});
});
