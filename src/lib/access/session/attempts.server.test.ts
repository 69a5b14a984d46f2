import { expect, test } from 'vitest';
import { Attempts, type Origin } from './attempts.server';

const email = 'ada@example.org';
const here = { address: '192.0.2.1' };
const there = { address: '192.0.2.2' };
const onOwnDevice = { ...here, device: 'A'.repeat(43) };

function counted() {
	let now = Date.parse('2026-11-29T09:00:00Z');
	const attempts = new Attempts(() => now);
	const pass = (seconds: number) => (now += seconds * 1000);
	const fail = (times: number, { who = email, from = here as Origin } = {}) => {
		for (let time = 0; time < times; time++) attempts.failed(who, from);
	};
	return { attempts, pass, fail };
}

test('the fifth wrong password costs a second, each further one twice as long, a quarter of an hour at most', () => {
	const { attempts, fail } = counted();
	fail(4);
	expect(attempts.secondsToWait(email, here)).toBe(0);
	const waits = Array.from({ length: 12 }, () => {
		fail(1);
		return attempts.secondsToWait('Ada@example.org', here);
	});
	expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
	expect(attempts.secondsToWait(email, there)).toBe(0);
});

test('the right password, or a quiet quarter of an hour after the wait, starts afresh', () => {
	const { attempts, pass, fail } = counted();
	fail(6);
	attempts.succeeded(email, here);
	expect(attempts.secondsToWait(email, here)).toBe(0);
	fail(6);
	pass(2 + 15 * 60);
	fail(1);
	expect(attempts.secondsToWait(email, here)).toBe(0);
});

test('who guesses from everywhere makes the account wait everywhere, but not on a device of its owner', () => {
	const { attempts, fail } = counted();
	for (let nth = 0; nth < 100; nth++) fail(1, { from: { address: `198.51.100.${nth}` } });
	expect(attempts.secondsToWait(email, there)).toBe(1);
	fail(7, { from: { address: '203.0.113.9' } });
	expect(attempts.secondsToWait(email, there)).toBe(128);
	expect(attempts.secondsToWait(email, onOwnDevice)).toBe(0);
	fail(5, { from: onOwnDevice });
	expect(attempts.secondsToWait(email, onOwnDevice)).toBe(1);
});

test('of many accounts tried from one address, one address waits and the others do not', () => {
	const { attempts, fail } = counted();
	for (let account = 0; account < 105; account++)
		fail(1, { who: `patient-${account}@example.org` });
	expect(attempts.secondsToWait(email, here)).toBe(16);
	expect(attempts.secondsToWait(email, there)).toBe(0);
	expect(attempts.secondsToWait(email, onOwnDevice)).toBe(0);
});
