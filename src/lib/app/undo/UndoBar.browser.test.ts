import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Sample from './Sample.svelte';

vi.mock('$app/state', () => ({ page: { form: null, url: new URL('http://lantern.invalid/x') } }));

const step = (text: string, at: string) => ({
	action: 'undo_visit',
	hidden: { row_id: text },
	text,
	until: new Date(Date.now() + 9.5 * 60_000).toISOString(),
	at
});
const shared = { zone: 'UTC', about: 'test:undo' };

test('the bar names the step and the time left, and moves nothing on the page', async () => {
	const screen = await render(Sample, { ...shared, last: null });
	const row = () => screen.getByText('Next row').element().getBoundingClientRect().top;
	const before = row();
	await screen.rerender({ last: step('Ada checked in.', '1') });
	const bar = screen.getByRole('region', { name: 'Undo your last step' });
	await expect.element(bar).toHaveTextContent('Ada checked in.');
	await expect.element(bar).toHaveTextContent(/9:\d\d left/);
	// A second click of a double click hits what it was aimed at.
	expect(row()).toBe(before);
});

test('closed it stays away until the next step', async () => {
	const screen = await render(Sample, { ...shared, last: step('Ada checked in.', '1') });
	const bar = screen.getByRole('region', { name: 'Undo your last step' });
	await screen.getByRole('button', { name: 'Close' }).click();
	await expect.element(bar).not.toBeInTheDocument();
	await screen.rerender({ last: step('Bea checked in.', '2') });
	await expect.element(bar).toHaveTextContent('Bea checked in.');
});

test('a step whose time is over offers nothing', async () => {
	const over = { ...step('Ada checked in.', '1'), until: new Date(Date.now() - 1).toISOString() };
	const screen = await render(Sample, { ...shared, last: over });
	await expect
		.element(screen.getByRole('region', { name: 'Undo your last step' }))
		.not.toBeInTheDocument();
});
