import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('doctor', [], {
	'/patients/[id]/documents': (page) => chart(page, 'documents'),
	'/patients/[id]/documents: adding one': (page) => chart(page, 'documents?add'),
	'/patients/[id]/documents/[document]': async (page) => {
		await chart(page, 'documents');
		await page.locator('main a[href*="/documents/"]').first().click();
		await expect(page).toHaveURL(/documents\/[0-9a-f-]{36}/);
	},
	'/patients/[id]/timeline': (page) => chart(page, 'timeline')
});
screens('patient', ['/portal/record', '/portal/record?add'], {
	'/portal/record/documents/[document]': async (page) => {
		await page.goto('/portal/record');
		await page.locator('main a[href*="/record/documents/"]').first().click();
		await expect(page).toHaveURL(/documents\/[0-9a-f-]{36}/);
	}
});

/** A screen of the chart of the first patient of the doctor's day. */
async function chart(page: Page, screen: string): Promise<void> {
	await page.goto('/today');
	const link = page.getByRole('main').locator('a[href*="/patients/"]').first();
	const [, id = ''] =
		/patients\/([0-9a-f-]{36})/.exec((await link.getAttribute('href')) ?? '') ?? [];
	await page.goto(`/patients/${id}/${screen}`);
	await expect(page.getByRole('heading', { name: /^(Documents|Timeline)$/ })).toBeVisible();
}
