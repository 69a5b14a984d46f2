import { expect, test } from 'vitest';
import { LiveStatus } from './status.svelte';

test('the screen is as live as the worst of its feeds', () => {
	const status = new LiveStatus();
	expect(status.state).toBe('connecting');
	status.report('user:1', 'live');
	expect(status.state).toBe('live');
	status.report('ward:1', 'offline');
	status.report('ward:2', 'connecting');
	expect(status.state).toBe('offline');
	status.forget('ward:1');
	expect(status.state).toBe('connecting');
	status.forget('ward:2');
	expect(status.state).toBe('live');
});

test('of two that follow one topic, one may leave', () => {
	const status = new LiveStatus();
	const [page, panel] = [{ topic: 'ward:1' }, { topic: 'ward:1' }];
	status.report(page, 'offline');
	status.report(panel, 'offline');
	status.forget(panel);
	expect(status.state).toBe('offline');
});
