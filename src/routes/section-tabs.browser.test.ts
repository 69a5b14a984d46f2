import './layout.css';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import SectionTabs from '$lib/app/ui/SectionTabs.svelte';

vi.mock('$app/state', () => ({ page: { url: new URL('http://lantern.invalid/p/timeline') } }));

const names = ['Summary', 'Timeline', 'Immunisations', 'Measurements', 'Documents', 'Registration'];
const sections = names.map((label) => ({ href: `/p/${label.toLowerCase()}`, label }));

test('a row that has room shows all of itself, and no button', async () => {
	await page.viewport(1280, 720);
	const screen = await render(SectionTabs, { sections, label: 'Record' });
	await expect.element(screen.getByRole('link', { name: 'Registration' })).toBeVisible();
	expect(screen.getByRole('button').query()).toBeNull();
});

test('what has no room is behind a button, cut off nowhere, and reached by keyboard in its order', async () => {
	await page.viewport(1030, 720);
	document.body.style.width = '420px';
	const screen = await render(SectionTabs, { sections, label: 'Record' });
	const more = screen.getByRole('button', { name: 'More' });
	await expect.element(more).toBeVisible();
	const { left } = more.element().getBoundingClientRect();
	const shown = screen.getByRole('link').elements();
	expect(shown.map(({ textContent }) => textContent)).toEqual(['Summary', 'Timeline']);
	for (const link of shown) expect(link.getBoundingClientRect().right).toBeLessThan(left);

	await more.click();
	await expect.element(screen.getByRole('link', { name: 'Registration' })).toBeVisible();
	expect(screen.getByRole('link').elements()).toHaveLength(names.length);
	await userEvent.keyboard('{Tab}');
	await expect.element(screen.getByRole('link', { name: 'Immunisations' })).toHaveFocus();
	await userEvent.keyboard('{Escape}');
	await expect.element(more).toHaveFocus();

	document.body.style.width = '';
	await expect.poll(() => screen.getByRole('button').query()).toBeNull();
});
