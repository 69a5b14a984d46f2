import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aWard } from './ways.ts';

screens('nurse', [], { '/wards/[ward]/handover': aHandover });

async function aHandover(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('link', { name: 'Handover', exact: true }).click();
	await expect(page.getByRole('textbox', { name: 'Handover for Whole ward' })).toBeVisible();
}
