import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import DoneSample from './DoneSample.svelte';

const kit = vi.hoisted(() => ({
	page: { url: new URL('http://lantern.invalid/rooms?q=x&done=saved&at=1#list') },
	goto: vi.fn(),
	arrived: [] as (() => void)[]
}));
vi.mock('$app/state', () => ({ page: kit.page }));
vi.mock('$app/navigation', () => ({
	goto: kit.goto,
	afterNavigate: (arrived: () => void) => kit.arrived.push(arrived)
}));

beforeEach(() => {
	kit.goto.mockReset();
	kit.arrived = [];
});

test('what was done is said once, by a toast and not by a banner as well, and then no more by the address', async () => {
	const screen = await render(DoneSample, { text: 'Saved' });
	for (const arrived of kit.arrived) arrived();
	await expect.element(screen.getByRole('listitem')).toHaveTextContent('Saved');
	await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
	expect(kit.goto).toHaveBeenCalledExactlyOnceWith(
		new URL('http://lantern.invalid/rooms?q=x#list'),
		{ replaceState: true, noScroll: true, keepFocus: true }
	);
});

test('an address that means something else by the same name is left alone', async () => {
	const screen = await render(DoneSample, { text: null });
	for (const arrived of kit.arrived) arrived();
	await expect.element(screen.getByRole('listitem')).not.toBeInTheDocument();
	expect(kit.goto).not.toHaveBeenCalled();
});
