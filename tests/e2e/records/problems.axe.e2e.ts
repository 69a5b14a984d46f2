import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

/** Whoever the doctor sees today; then another screen of the chart. */
const todays =
	(tab: string, shown: string) =>
	async (page: Page): Promise<void> => {
		await page.goto('/today');
		await page.locator('main a[href*="/patients/"]').first().click();
		await page
			.getByRole('navigation', { name: 'Sections of this chart' })
			.getByRole('link', { name: tab, exact: true })
			.click();
		await expect(page.getByRole('heading', { level: 2, name: shown })).toBeAttached();
	};

screens('doctor', [], {
	'/patients/[id]/problems': todays('Problems', 'Problem list'),
	'/patients/[id]/measurements': todays('Measurements', 'All measurements'),
	'/patients/[id]/immunisations': todays('Immunisations', 'Due')
});
screens('admin', ['/admin/codes', '/admin/immunisations']);
