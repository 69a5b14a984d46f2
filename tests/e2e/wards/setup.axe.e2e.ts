import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('ward_manager', [], { '/wards/[ward]/setup': aWardToSetUp });
screens('admin', ['/admin/wards?edit=new']);

async function aWardToSetUp(page: Page): Promise<void> {
	await page.goto('/wards');
	await page.getByRole('link', { name: /Internal Medicine.*occupied/ }).click();
	await page.getByRole('main').getByRole('link', { name: 'Set-up' }).click();
	const plan = page.getByRole('group', { name: 'Floor plan' });
	await plan.getByRole('button').first().focus();
	await page.keyboard.press('ArrowRight');
	await page.getByText('Plan coordinates').click();
	await page
		.getByRole('link', { name: /^Edit bed / })
		.first()
		.click();
	await expect(page.getByLabel('Label')).toBeVisible();
}
