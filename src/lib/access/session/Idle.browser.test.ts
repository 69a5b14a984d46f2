import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Idle from './Idle.svelte';
import { idleCookie } from './idle';

const who = { user_id: crypto.randomUUID(), name: 'Ana Prueba', staff_id: null };
const silent = (seconds: number) =>
	(document.cookie = `${idleCookie}=${Math.floor(Date.now() / 1000) - seconds}; path=/`);
const written = () => document.cookie.split(`${idleCookie}=`)[1]?.split(';')[0];

beforeEach(() => silent(0));
afterEach(() => {
	vi.restoreAllMocks();
	document.cookie = `${idleCookie}=; path=/; max-age=0`;
});

test('whoever is about to be signed out is asked, and stays by saying so', async () => {
	const sent = vi.spyOn(window, 'fetch').mockRejectedValue(new Error('nothing is to be sent'));
	await render(Idle, { minutes: 2, who });
	silent(75);
	await expect.element(page.getByRole('dialog', { name: 'Are you still there?' })).toBeVisible();
	const before = written();
	await userEvent.keyboard('{Shift}');
	expect(written()).toBe(before);
	await page.getByRole('button', { name: 'Stay signed in' }).click();
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	expect(Number(written())).toBeGreaterThan(Number(before));
	// A sign of life, and not the end of the session.
	expect(new Set(sent.mock.calls.map(([to]) => to))).toEqual(new Set(['/active']));
});

test('a key is a sign of life, in all tabs', async () => {
	await render(Idle, { minutes: 2, who });
	silent(30);
	const before = written();
	await userEvent.keyboard('a');
	expect(Number(written())).toBeGreaterThan(Number(before));
});

test('what nobody heard is said again by the next key', async () => {
	const now = vi.spyOn(Date, 'now');
	const sent = vi.spyOn(window, 'fetch').mockResolvedValue(new Response(null, { status: 503 }));
	await render(Idle, { minutes: 15, who });
	const press = async (after: number) => {
		now.mockReturnValue(new Date().getTime() + after * 1000);
		await userEvent.keyboard('a');
	};
	await press(70);
	await expect.poll(() => sent.mock.calls.length).toBe(1);
	sent.mockResolvedValue(new Response(null, { status: 204 }));
	await press(80);
	await expect.poll(() => sent.mock.calls.length).toBe(2);
	await press(90);
	expect(sent).toHaveBeenCalledTimes(2);
});
