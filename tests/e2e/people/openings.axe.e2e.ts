import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('admin', ['/admin/openings', '/admin/openings?state=justified'], {
	'/patients/[id]: shut': shut,
	'/patients/[id]: why it is to be opened': asked
});
screens('doctor', ['/openings']);

/** An administrator reads charts, and has nobody in their care. */
async function shut(page: Page): Promise<void> {
	await page.goto('/patients?q=Elena');
	await page.getByRole('main').getByRole('link', { name: /Elena/ }).first().click();
	await expect(page.getByRole('link', { name: 'Open in an emergency' })).toBeVisible();
}

async function asked(page: Page): Promise<void> {
	await shut(page);
	await page.getByRole('link', { name: 'Open in an emergency' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
}
