import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('doctor', ['/availability/rebook']);
screens('admin', ['/availability'], { '/availability/[doctor]': leaveToEnter });

async function leaveToEnter(page: Page): Promise<void> {
	await page.goto('/availability');
	await page.getByRole('main').getByRole('link', { name: 'Dr. Amara Osei' }).click();
	await page.getByRole('link', { name: 'Add leave or extra hours' }).click();
	await expect(page.getByRole('radio', { name: 'Leave' })).toBeVisible();
}
