import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aChartOfObservations } from './ways.ts';

screens('nurse', [], { '/admissions/[id]/discharge': aDischarge });

async function aDischarge(page: Page): Promise<void> {
	await aChartOfObservations(page);
	await page.getByRole('link', { name: 'Discharge', exact: true }).click();
	await expect(page.getByRole('region', { name: 'Before discharge' })).toBeVisible();
}
