import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import NavigationBar from './NavigationBar.svelte';

const kit = vi.hoisted(() => ({ navigating: { to: null as object | null } }));
vi.mock('$app/state', () => kit);

const opacity = (bar: Element) => getComputedStyle(bar).opacity;

test('a navigation shows a bar, but not before it has taken 150 ms', async () => {
	kit.navigating.to = {};
	const screen = await render(NavigationBar);
	const bar = screen.getByRole('progressbar', { name: 'Loading the page' }).element();
	const [show] = bar.getAnimations();
	if (!show) throw new Error('no animation');
	show.pause();
	show.currentTime = 149;
	expect(opacity(bar)).toBe('0');
	show.currentTime = 161;
	expect(opacity(bar)).toBe('1');
});

test('without a navigation there is none', async () => {
	kit.navigating.to = null;
	const screen = await render(NavigationBar);
	await expect.element(screen.getByRole('progressbar')).not.toBeInTheDocument();
});
