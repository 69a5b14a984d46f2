import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

/** Of a patient of today's. */
async function letters(page: Page): Promise<void> {
	await page.goto('/today');
	const link = page.locator('main a[href*="/patients/"]').first();
	const [chart] = /\/patients\/[0-9a-f-]{36}/.exec((await link.getAttribute('href')) ?? '') ?? [];
	// Their tab may be behind "More".
	await page.goto(`${chart ?? ''}/letters?new`);
	await expect(page.getByLabel('Template')).toBeVisible();
}
async function draft(page: Page, template: string): Promise<void> {
	await letters(page);
	await page.getByLabel('Template').selectOption({ label: template });
	await page.getByLabel('Letter language').selectOption('English');
	await page.getByRole('button', { name: 'Begin', exact: true }).click();
	await expect(page.getByRole('button', { name: 'Sign', exact: true })).toBeVisible();
}

screens('doctor', ['/letters'], {
	'/patients/[id]/letters': letters,
	'/patients/[id]/letters/[letter]: a draft': (page) =>
		draft(page, 'Certificate of incapacity for work (Sick note)'),
	'/patients/[id]/letters/[letter]: signed': async (page) => {
		await draft(page, 'Letter (Free letter)');
		await page.getByRole('button', { name: 'Sign', exact: true }).click();
		await expect(page.getByText(/Signed by/)).toBeVisible();
		await page.locator('summary').filter({ hasText: 'New link' }).click();
		await expect(page.getByLabel('Send to')).toBeVisible();
	}
});
screens('patient', ['/portal/letters']);
screens('admin', ['/admin/letters?edit=new']);
screens(null, ['/letter', '/letter/none']);
