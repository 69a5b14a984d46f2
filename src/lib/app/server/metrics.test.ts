import { expect, test } from 'vitest';
import { Brake } from './brake';
import { log, requestId } from './log';
import { gauge, Metrics } from './metrics';

test('requests are counted by route, by how they ended and how long they took', () => {
	const metrics = new Metrics();
	for (const [method, route, status] of [
		['GET', '/(clinic)/patients/[id=uuid]', 200],
		['GET', '/(clinic)/patients/[id=uuid]', 404],
		['BREW', null, 404],
		['GET', 'a "route"\n', 500]
	] as const) {
		metrics.begin(method)(route, status);
	}
	metrics.begin('GET');
	const text = metrics.text();
	expect(text).toContain(
		'lantern_requests_total{method="GET",route="/(clinic)/patients/[id=uuid]",status="2xx"} 1'
	);
	expect(text).toContain(
		'lantern_requests_total{method="GET",route="/(clinic)/patients/[id=uuid]",status="4xx"} 1'
	);
	expect(text).toContain('lantern_requests_total{method="other",route="none",status="4xx"} 1');
	expect(text).toContain('route="a \\"route\\"\\n"');
	expect(text).toContain(
		'lantern_request_seconds_bucket{method="GET",route="/(clinic)/patients/[id=uuid]",le="+Inf"} 2'
	);
	expect(text).toContain('lantern_requests_now 1');
	// Each line is a comment, or a name, labels and a number.
	for (const line of text.split('\n')) {
		expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|[a-z_]+(\{.*\})? [0-9.e+-]+)$/);
	}
	expect(gauge('a', 'A.', null)).toEqual([]);
	expect(gauge('a', 'A.', { b: 1 })).toContain('a{kind="b"} 1');
});

test('a stranger waits after so many requests in ten seconds, others do not, and the machine itself never', () => {
	let now = 0;
	let told = 0;
	const brake = new Brake(
		3,
		() => told++,
		() => now
	);
	const asked = (address: string) => brake.secondsToWait(address);
	expect([1, 2, 3, 4].map(() => asked('192.0.2.1'))).toEqual([0, 0, 0, 10]);
	expect(asked('192.0.2.2')).toBe(0);
	now = 9500;
	expect(asked('192.0.2.1')).toBe(1);
	expect(told).toBe(1);
	now = 10_000;
	expect(asked('192.0.2.1')).toBe(0);
	for (let n = 0; n < 10; n++) {
		for (const own of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(asked(own)).toBe(0);
	}
});

test('a line of the log is JSON, whatever is in it, and a request keeps the id it came with if that is one', () => {
	const lines: string[] = [];
	const before = console.error;
	console.error = (line: string) => lines.push(line);
	log('error', 'unexpected', { error: 'two\nlines "quoted"', route: null });
	console.error = before;
	expect(lines).toHaveLength(1);
	expect(lines[0]).not.toContain('\n');
	expect(JSON.parse(lines[0] ?? '')).toMatchObject({
		level: 'error',
		event: 'unexpected',
		error: 'two\nlines "quoted"'
	});
	expect(requestId(new Headers({ 'x-request-id': 'abcd-1234' }))).toBe('abcd-1234');
	for (const odd of ['', 'short', 'with spaces in it', 'x'.repeat(65), '"},{"']) {
		expect(requestId(new Headers({ 'x-request-id': odd }))).toMatch(/^[0-9a-f-]{36}$/);
	}
});
