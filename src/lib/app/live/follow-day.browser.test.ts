import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import DayFixture from './DayFixture.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a screen left open is told when the hospital’s day turns, once, and of no other midnight', async () => {
	vi.setSystemTime('2026-11-29T22:58:00Z');
	const onturn = vi.fn();
	const page = await render(DayFixture, { zone: 'Europe/Madrid', onturn });
	await vi.advanceTimersByTimeAsync(130_000);
	expect(onturn).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(onturn).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(2 * 3_600_000);
	expect(onturn).toHaveBeenCalledOnce();
	await page.unmount();
	await vi.advanceTimersByTimeAsync(24 * 3_600_000);
	expect(onturn).toHaveBeenCalledOnce();
});
