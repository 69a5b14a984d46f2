import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aWard } from './ways.ts';

screens('bed_manager', ['/wards/figures'], { '/wards/[ward]/figures': figuresOfAWard });

async function figuresOfAWard(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('main').getByRole('link', { name: 'Statistics', exact: true }).click();
	await expect(page.getByText('Admissions and discharges by day')).toBeVisible();
}
