import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Checklist from './Checklist.svelte';

const item = (name: string, state: string, blocking = false) => ({
	item: name,
	state,
	count: 0,
	link: null,
	blocking,
	reason: null,
	settled_at: null,
	settled_by_name: null
});
const clear = 'No open items: ready for discharge.';
const shown = (items: ReturnType<typeof item>[]) =>
	render(Checklist, { items, open: false, zone: 'UTC' });

test('nothing is said to be clear above open items', async () => {
	const screen = await shown([item('transport', 'open'), item('valuables', 'done')]);
	const status = screen.getByRole('status');
	await expect
		.element(status)
		.toHaveTextContent('1 item is still open. It does not block the discharge.');
	expect(status.element().className).not.toContain('success');
	await expect.element(screen.getByText(clear)).not.toBeInTheDocument();
});

test('a list with nothing open is clear, and what blocks holds the patient', async () => {
	const screen = await shown([item('transport', 'not_applicable'), item('valuables', 'done')]);
	await expect.element(screen.getByRole('status')).toHaveTextContent(clear);
	await screen.rerender({ items: [item('news2_alerts', 'open', true), item('transport', 'open')] });
	await expect.element(screen.getByRole('status')).toHaveTextContent('Items are open');
});
