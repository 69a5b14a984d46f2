import './layout.css';
import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from '$lib/app/ui/Dialog.svelte';

/* What the styles of all pages make of what a component says of itself. */

const children = createRawSnippet(() => ({ render: () => '<p>Bed N1 is free.</p>' }));

/** Where a dialog has come to rest. */
async function placed(width: number, height: number, wide: boolean) {
	await page.viewport(width, height);
	const screen = await render(Dialog, { open: true, title: 'Admit', wide, children });
	const dialog = screen.getByRole('dialog', { name: 'Admit' }).element();
	await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
	const { left, right, top, bottom } = dialog.getBoundingClientRect();
	return { left, right: width - right, top, bottom: height - bottom };
}

test.for([false, true])('on a desk a dialog lies in the middle; wide: %s', async (wide) => {
	const { left, right, top, bottom } = await placed(1280, 720, wide);
	expect(left).toBeGreaterThan(100);
	expect(left).toBeCloseTo(right, 0);
	expect(top).toBeGreaterThan(100);
	expect(top).toBeCloseTo(bottom, 0);
});

test.for([false, true])('on a phone a dialog is a sheet at the bottom; wide: %s', async (wide) => {
	const { left, right, top, bottom } = await placed(390, 844, wide);
	expect([left, right, bottom]).toEqual([0, 0, 0]);
	expect(top).toBeGreaterThan(67);
});
