import { describe, expect, test } from 'vitest';
import {
	chosenQueue,
	freshCalls,
	minutesSince,
	type CalledNumber,
	type QueueSummary
} from './board';

const call = (label: string, called_count = 1, status = 'called'): CalledNumber => ({
	label,
	room: null,
	status,
	called_at: '2026-11-23T09:00:00Z',
	called_count
});

describe('what the screen announces', () => {
	test('every new call once, in the order they were made', () => {
		const before = [call('C-002'), call('C-001')];
		const now = [call('C-004'), call('C-003'), call('C-002'), call('C-001')];
		expect(freshCalls(before, now).map(({ label }) => label)).toEqual(['C-003', 'C-004']);
		expect(freshCalls(now, now)).toEqual([]);
	});

	test('who is called again, and nobody who has gone in meanwhile', () => {
		const before = [call('C-002'), call('C-001')];
		const now = [call('C-001', 2), call('C-003', 1, 'in_consultation'), call('C-002')];
		expect(freshCalls(before, now).map(({ label }) => label)).toEqual(['C-001']);
	});
});

test('nobody has waited before the time of their visit', () => {
	const now = new Date('2026-11-23T09:00:00Z');
	expect(minutesSince('2026-11-23T08:47:30Z', now)).toBe(12);
	expect(minutesSince('2026-11-23T09:30:00Z', now)).toBe(0);
});

test('the queue to begin with is the one asked for, else the longest', () => {
	const queue = (department_id: string, waiting: number) =>
		({ department_id, waiting }) as QueueSummary;
	const queues = [queue('a', 1), queue('b', 5), queue('c', 0)];
	expect(chosenQueue(queues, 'c')?.department_id).toBe('c');
	expect(chosenQueue(queues, 'gone')?.department_id).toBe('b');
	expect(chosenQueue([], null)).toBeNull();
});
