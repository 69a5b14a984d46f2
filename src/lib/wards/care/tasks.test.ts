import { expect, test } from 'vitest';
import { byTime, isMine, type Task } from './tasks';

const now = new Date('2026-11-22T10:00:00Z');
const task = (id: string, due: string, more: Partial<Task> = {}): Task => ({
	id,
	admission_id: 'a',
	patient_id: 'p',
	title: id,
	details: null,
	priority: 'routine',
	due_at: `2026-11-22T${due}:00Z`,
	every_hours: null,
	repeat_until: null,
	assigned_to: null,
	assignee: null,
	status: 'open',
	done_at: null,
	doer: null,
	cancelled_at: null,
	cancel_reason: null,
	cancelled_by: null,
	...more
});

test('what is late is on top, the urgent first; the rest goes by time', () => {
	const groups = byTime(
		[
			task('later', '13:00'),
			task('late', '09:00'),
			task('soon', '10:30'),
			task('late and urgent', '09:50', { priority: 'urgent' }),
			task('due now', '10:00'),
			task('done', '08:00', { status: 'done' })
		],
		now
	);
	const names = (tasks: Task[]) => tasks.map(({ id }) => id);
	expect(names(groups.overdue)).toEqual(['late and urgent', 'late']);
	expect(names(groups.soon)).toEqual(['due now', 'soon']);
	expect(names(groups.later)).toEqual(['later']);
});

test('a task without a name on it is the patient’s nurse’s', () => {
	const nurseOf = new Map([['a', 'me']]);
	expect(isMine(task('x', '10:00'), nurseOf, 'me')).toBe(true);
	expect(isMine(task('x', '10:00', { assigned_to: 'other' }), nurseOf, 'me')).toBe(false);
	expect(isMine(task('x', '10:00', { assigned_to: 'me' }), new Map(), 'me')).toBe(true);
	expect(isMine(task('x', '10:00'), new Map(), 'me')).toBe(false);
});
