import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('patient', ['/notifications']);
screens('doctor', ['/notifications'], { '/today: the bell': theBell });

async function theBell(page: Page): Promise<void> {
	await page.goto('/today');
	await page.getByRole('button', { name: /^Notifications/ }).click();
	await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible();
}
