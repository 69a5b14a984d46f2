import { userEvent } from 'vitest/browser';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { Posting } from '$lib/app/forms/posting.svelte';
import type { Writing } from '$lib/app/time/written';
import IdentityFields from './IdentityFields.svelte';

const writing: Writing = { order: 'dmy', separator: '/', twelve: false };
const hospital = vi.hoisted(() => ({ time_zone: 'Europe/Madrid', writing: {} }));
vi.mock('$app/state', () => ({ page: { data: { hospital }, form: null } }));
hospital.writing = writing;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

test('a child born after midnight is of today, by the clock of the hospital', async () => {
	vi.setSystemTime('2026-11-29T23:30:00Z');
	const screen = await render(IdentityFields, { form: new Posting('sample') });
	const born = screen.getByLabelText('Date of birth');
	await born.fill('30/11/2026');
	await expect.element(screen.getByText(/30 November 2026 · 0 days/)).toBeVisible();
	await userEvent.tab();
	await expect.element(born).not.toHaveAttribute('aria-invalid');
	await born.fill('01/12/2026');
	await userEvent.tab();
	await expect.element(born).toHaveAttribute('aria-invalid', 'true');
});
