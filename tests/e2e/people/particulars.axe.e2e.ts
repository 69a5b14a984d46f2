import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('receptionist', [], {
	'/patients/[id]/registration': registration,
	'/patients/[id]/registration: a policy': aPolicy,
	'/patients/[id]/registration: a consent': aConsent,
	'/patients/[id]/labels': labels
});

async function registration(page: Page): Promise<void> {
	await page.goto('/patients?q=Elena');
	await page.getByRole('main').getByRole('link', { name: /Elena/ }).first().click();
	await page.getByRole('main').getByRole('link', { name: 'Registration' }).click();
	await expect(page.getByRole('heading', { name: 'Consents' })).toBeVisible();
}

async function aPolicy(page: Page): Promise<void> {
	await registration(page);
	await page.getByRole('link', { name: 'Add insurance card' }).click();
	await expect(page.getByLabel('Insurer', { exact: true })).toBeVisible();
}

async function aConsent(page: Page): Promise<void> {
	await registration(page);
	await page.getByRole('link', { name: 'Record consent', exact: true }).click();
	await expect(page.getByLabel('Decision')).toBeVisible();
}

async function labels(page: Page): Promise<void> {
	await registration(page);
	await page.getByRole('link', { name: 'Print wristband or labels' }).click();
	await expect(page.getByRole('article', { name: 'Wristband' })).toBeVisible();
}
