import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('patient', ['/calendar-feeds'], { '/calendar-feeds: just made': aCalendarJustMade });
screens('doctor', ['/calendar-feeds']);

async function aCalendarJustMade(page: Page): Promise<void> {
	await page.goto('/calendar-feeds');
	await page.getByRole('button', { name: 'Create link' }).click();
	await expect(page.getByLabel(/^Link/)).toBeVisible();
}
