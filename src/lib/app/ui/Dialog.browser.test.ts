import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from './Dialog.svelte';

const body = createRawSnippet(() => ({ render: () => '<p>Bed N1 is free.</p>' }));

test('an open dialog is modal, named and described', async () => {
	const screen = await render(Dialog, {
		open: true,
		title: 'Admit to N1',
		description: 'Ward North',
		children: body
	});
	const dialog = screen.getByRole('dialog', { name: 'Admit to N1' });
	await expect.element(dialog).toHaveAccessibleDescription('Ward North');
	expect(dialog.element().matches(':modal')).toBe(true);
});

test('Escape closes it, says so, and leaves nothing of it on the page', async () => {
	const onclose = vi.fn();
	const screen = await render(Dialog, { open: true, title: 'Admit', onclose, children: body });
	await userEvent.keyboard('{Escape}');
	await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
	expect(screen.container.textContent).not.toContain('Bed N1 is free.');
});

test('a closed dialog draws nothing', async () => {
	const screen = await render(Dialog, { open: false, title: 'Admit', children: body });
	expect(screen.container.textContent?.trim()).toBe('');
});
