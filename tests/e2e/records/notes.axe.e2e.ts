import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

/** A patient of today's, by the way the doctor goes. */
async function notes(page: Page): Promise<void> {
	await page.goto('/today');
	await page.locator('main a[href*="/patients/"]').first().click();
	await page
		.getByRole('navigation', { name: 'Sections of this chart' })
		.getByRole('link', { name: 'Notes', exact: true })
		.click();
	await expect(page.getByRole('link', { name: 'Write note' })).toBeVisible();
}

screens('doctor', ['/notes', '/notes/templates?edit=new', '/notes/macros'], {
	'/patients/[id]/notes': notes,
	'/patients/[id]/notes/[note]: a draft': async (page) => {
		await notes(page);
		await page.getByRole('link', { name: 'Write note' }).click();
		await page
			.getByRole('button', { name: /^(Consultation|Visit note)$/ })
			.first()
			.click();
		await expect(page.getByRole('button', { name: 'Sign', exact: true })).toBeVisible();
	},
	'/patients/[id]/notes/[note]: signed': async (page) => {
		await notes(page);
		await page.getByRole('link', { name: 'Write note' }).click();
		await page
			.getByRole('button', { name: 'Procedure note' })
			.or(page.getByRole('button', { name: 'Clinical note' }))
			.first()
			.click();
		await page.locator('textarea').first().fill('Wound closed with four stitches.');
		await page.getByRole('button', { name: 'Sign', exact: true }).click();
		await expect(page.getByText('Signed by')).toBeVisible();
	}
});

screens('patient', [], {
	'/portal/record/notes/[note]': async (page) => {
		await page.goto('/portal/record?kind=note');
		await page.locator('main a[href*="/portal/record/notes/"]').first().click();
		await expect(page.getByRole('link', { name: 'Download PDF' })).toBeVisible();
	}
});
screens('admin', ['/admin/notes']);
