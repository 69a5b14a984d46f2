import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

/** Whoever the doctor sees today, by the way the doctor goes; then another screen of the chart, which may have no room in its row. */
const todays =
	(section: string, shown: string) =>
	async (page: Page): Promise<void> => {
		await page.goto('/today');
		await page.locator('main a[href*="/patients/"]').first().click();
		await page.waitForURL(/\/patients\/[^/]+/);
		const [, chart = ''] = /^(.*\/patients\/[^/]+)/.exec(page.url()) ?? [];
		await page.goto(`${chart}/${section}`);
		await expect(page.getByRole('heading', { level: 2, name: shown })).toBeAttached();
	};

screens('doctor', [], {
	'/patients/[id]/summary': todays('summary', 'Patient alerts'),
	'/patients/[id]/stays': todays('stays', 'Stays'),
	'/patients/[id]/care-team': todays('care-team', 'Care team')
});
