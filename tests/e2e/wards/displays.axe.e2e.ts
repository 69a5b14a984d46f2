import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aWard } from './ways.ts';

screens(null, ['/display']);
screens('ward_manager', [], {
	'/wards/[ward]/displays': displaysOfAWard,
	'/display/[ward]': aDisplayOnTheWall
});

async function displaysOfAWard(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('link', { name: 'Displays', exact: true }).click();
	await page
		.getByLabel(/^Revoke /)
		.first()
		.click();
	await expect(page.getByText('The screen goes dark immediately.').first()).toBeVisible();
}

async function aDisplayOnTheWall(page: Page): Promise<void> {
	await page.goto('/display');
	const code = page.getByRole('img', { name: /^(\d ){5}\d$/ });
	const digits = ((await code.getAttribute('aria-label')) ?? '').replaceAll(' ', '');
	await aWard(page);
	await page.getByRole('link', { name: 'Displays', exact: true }).click();
	await page.getByLabel('Code on the screen').fill(digits);
	await page.getByLabel('Screen location').fill('Hall');
	await page.getByRole('button', { name: 'Pair', exact: true }).click();
	await expect(page.getByText('Hall').first()).toBeVisible();
	await page.goto('/display');
	await expect(page.getByText(/^Live since/)).toBeVisible();
}
