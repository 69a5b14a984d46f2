import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('doctor', ['/follow-ups', '/follow-ups?order']);
screens('receptionist', ['/follow-ups', '/follow-ups/series'], {
	'/follow-ups/series: its dates': aSeries
});

async function aSeries(page: Page): Promise<void> {
	await page.goto('/follow-ups');
	await page.getByRole('main').getByRole('link', { name: 'Book a visit' }).first().click();
	await page.getByRole('link', { name: 'Book a series instead' }).click();
	const main = page.getByRole('main');
	await main.getByLabel('First day').fill('2027-06-01');
	await main.getByLabel('Time', { exact: true }).fill('09:00');
	await main.getByRole('button', { name: 'Show dates' }).click();
	await expect(main.getByRole('region', { name: 'Dates' })).toBeVisible();
}
