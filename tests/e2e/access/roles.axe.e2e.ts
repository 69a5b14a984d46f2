import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens(
	'admin',
	[
		'/admin/roles',
		'/admin/roles?permission=charts.read',
		'/admin/roles/new',
		'/admin/roles/why',
		'/admin/roles/admin',
		'/admin/roles/cashier'
	],
	{ '/admin/roles/[id]:review': aChange, '/admin/roles/why:answer': anAnswer }
);

/** What a change would do, looked at and not done. */
async function aChange(page: Page): Promise<void> {
	await page.goto('/admin/roles/nurse');
	await page.getByLabel('See the bed board of every ward').check();
	await page.getByLabel('Register patients and correct their details').check();
	await page.getByRole('button', { name: 'Review change' }).click();
	await expect(page.getByRole('heading', { name: 'Change role: Nurse' })).toBeVisible();
}

async function anAnswer(page: Page): Promise<void> {
	await page.goto('/admin/roles/why');
	await page.getByRole('combobox', { name: 'Staff member' }).fill('olga');
	await page.getByRole('option', { name: 'Olga Petrova' }).click();
	await page.getByLabel('Permission').selectOption({ label: 'Read the audit log' });
	await page.getByRole('button', { name: 'Ask' }).click();
	await expect(page.getByText('Olga Petrova can’t.')).toBeVisible();
}
