import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('doctor', [], {
	'/patients/[id]/documents': (page) => chart(page, 'documents'),
	'/patients/[id]/documents: adding one': (page) => chart(page, 'documents?add'),
	'/patients/[id]/documents/[document]': async (page) => {
		await chart(page, 'documents?add');
		await file(page, 'File document');
	},
	'/patients/[id]/timeline': (page) => chart(page, 'timeline')
});
screens('patient', ['/portal/record', '/portal/record?add'], {
	'/portal/record/documents/[document]': async (page) => {
		await page.goto('/portal/record?add');
		await file(page, 'Send document');
	}
});

/** Files a short text by the form that is open, and opens it. */
async function file(page: Page, send: string): Promise<void> {
	const title = `Letter ${crypto.randomUUID().slice(0, 8)}`;
	await page.getByLabel('File', { exact: true }).setInputFiles({
		name: `${title}.txt`,
		mimeType: 'text/plain',
		buffer: Buffer.from('Thank you for seeing this patient.')
	});
	await expect(page.getByText(`${title}.txt uploaded`)).toBeVisible();
	await page.getByRole('button', { name: send }).click();
	await page
		.getByRole('link', { name: new RegExp(title) })
		.first()
		.click();
	await expect(page).toHaveURL(/documents\/[0-9a-f-]{36}/);
}

/** A screen of the chart of the first patient of the doctor's day. */
async function chart(page: Page, screen: string): Promise<void> {
	await page.goto('/today');
	const link = page.getByRole('main').locator('a[href*="/patients/"]').first();
	const [, id = ''] =
		/patients\/([0-9a-f-]{36})/.exec((await link.getAttribute('href')) ?? '') ?? [];
	await page.goto(`/patients/${id}/${screen}`);
	await expect(page.getByRole('heading', { name: /^(Documents|Timeline)$/ })).toBeVisible();
}
