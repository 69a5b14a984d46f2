import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('patient', ['/portal/messages', '/portal/messages?new'], {
	'/portal/messages/[thread]': ofPatient
});
screens('doctor', ['/inbox', '/inbox?kind=message', '/inbox?away'], {
	'/patients/[id]/messages/[thread]': fromInbox,
	'/patients/[id]/messages': ofChart
});

async function ofPatient(page: Page): Promise<void> {
	await page.goto('/portal/messages');
	await page
		.getByRole('main')
		.getByRole('link', { name: /Swollen ankles/ })
		.click();
	await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
}

async function fromInbox(page: Page): Promise<void> {
	await page.goto('/inbox?kind=message');
	await page
		.getByRole('main')
		.getByRole('link', { name: /Swollen ankles/ })
		.click();
	await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
}

async function ofChart(page: Page): Promise<void> {
	await fromInbox(page);
	await page.goto(page.url().replace(/\/[^/]+$/, ''));
	await expect(page.getByRole('link', { name: /Swollen ankles/ })).toBeVisible();
}
