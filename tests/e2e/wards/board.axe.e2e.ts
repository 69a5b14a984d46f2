import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aWard } from './ways.ts';

// A screen is asked once for those who see the same of it: axe is half the time the tests in a browser take.
screens('nurse', ['/wards'], {
	'/wards/[ward]': aWard,
	'/wards/[ward]: a floor plan': aFloorPlan,
	'/wards/[ward]: a bed': aBed
});
screens('bed_manager', ['/wards/all', '/wards'], {
	'/wards/[ward]': aWard,
	'/wards/[ward]: a bed': aBed
});
screens('housekeeper', ['/wards', '/housekeeping'], { '/wards/[ward]': aWard });

async function aFloorPlan(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('link', { name: 'Floor plan', exact: true }).click();
	await expect(page.getByRole('group', { name: /^Floor plan of / })).toBeVisible();
	// The next test's board is the usual one again.
	await page.context().clearCookies({ name: 'lantern-board' });
}

async function aBed(page: Page): Promise<void> {
	await page.goto('/wards');
	await page.getByRole('link', { name: /Internal Medicine.*occupied/ }).click();
	await page.getByRole('article').first().getByRole('link').first().click();
	await expect(page.getByRole('complementary', { name: /^Bed / })).toBeVisible();
}
