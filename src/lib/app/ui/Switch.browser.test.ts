import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Switch from './Switch.svelte';

const options = [
	{ label: 'Cards', href: '?view=roomy', on: false, icon: LayoutGrid },
	{ label: 'Compact', href: '?view=compact', on: true, icon: LayoutGrid, count: 3 }
];

test('the chosen one is told as such, and each has its name where there is room for icons only', async () => {
	const screen = await render(Switch, { label: 'View', options, brief: true });
	const row = screen.getByRole('navigation', { name: 'View' });
	await expect
		.element(row.getByRole('link', { name: 'Cards' }))
		.not.toHaveAttribute('aria-current');
	const chosen = row.getByRole('link', { name: 'Compact 3' });
	await expect.element(chosen).toHaveAttribute('aria-current', 'true');
	await expect.element(chosen).toHaveAttribute('href', '?view=compact');
});
