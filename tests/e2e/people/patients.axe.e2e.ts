import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('receptionist', ['/patients'], {
	'/patients/[id]': aPatient,
	'/patients/[id]: to edit': aPatientToEdit,
	'/patients/[id]: a link code': aLinkCode
});

async function aPatient(page: Page): Promise<void> {
	await page.goto('/patients?q=Elena');
	await page.getByRole('main').getByRole('link', { name: /Elena/ }).first().click();
	await expect(page.getByRole('heading', { name: 'Portal accounts' })).toBeVisible();
}

async function aPatientToEdit(page: Page): Promise<void> {
	await aPatient(page);
	await page.getByRole('link', { name: 'Edit', exact: true }).click();
	await expect(page.getByLabel('Family name')).toBeVisible();
}

async function aLinkCode(page: Page): Promise<void> {
	await aPatient(page);
	await page.getByRole('link', { name: 'Create link code' }).click();
	await page.getByLabel('Who is it for?').selectOption('A carer');
	await page.getByRole('button', { name: 'Create link code' }).click();
	await expect(page.getByText('Shown only once.')).toBeVisible();
}
