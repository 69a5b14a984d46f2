import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens(
	'admin',
	[
		'/admin',
		'/admin/people',
		'/admin/people/invite',
		'/admin/invitations',
		'/admin/departments',
		'/admin/specialties?edit=new',
		'/admin/rooms',
		'/admin/visit-types?edit=new',
		'/admin/settings'
	],
	{ '/admin/people/[id]': aColleague, '/admin/people/[id]/deactivate': aColleagueWhoLeaves }
);
screens('patient', ['/portal/doctors']);

async function aColleague(page: Page): Promise<void> {
	await page.goto('/admin/people?q=olga');
	await page.getByRole('link', { name: 'Olga Petrova' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Olga Petrova' })).toBeVisible();
}

async function aColleagueWhoLeaves(page: Page): Promise<void> {
	await page.goto('/admin/people?q=fischer');
	await page.getByRole('link', { name: 'Lena Fischer' }).click();
	await page.getByRole('link', { name: 'Deactivate…' }).click();
	await expect(page.getByRole('heading', { name: 'Deactivate Lena Fischer' })).toBeVisible();
}
