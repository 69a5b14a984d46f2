import type { Page } from '@playwright/test';
import { expect } from '../fixtures.ts';

/** Ways to screens of a ward that several rooms go. */

export async function aWard(page: Page): Promise<void> {
	await page.goto('/wards');
	await page.getByRole('link', { name: /Internal Medicine.*occupied/ }).click();
	await expect(page.getByRole('article').first()).toBeVisible();
}

export async function aRound(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('link', { name: 'Observations', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^Observations · / })).toBeVisible();
}

export async function aChartOfObservations(page: Page): Promise<void> {
	await aRound(page);
	await page
		.getByRole('list', { name: 'Patients by time due' })
		.getByRole('link')
		// Somebody who has just come may have no observations yet, and so no chart.
		.last()
		.click();
	await expect(page.getByRole('slider')).toBeVisible();
}

export async function tasksOfAWard(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('link', { name: 'Tasks', exact: true }).click();
	await page.getByText('Add task').click();
	await expect(page.getByLabel(/^Task(?!s)/)).toBeVisible();
}

export async function tasksOfAStay(page: Page): Promise<void> {
	await tasksOfAWard(page);
	await page.getByRole('main').locator('a[href*="/admissions/"]').first().click();
	await expect(page.getByRole('region', { name: 'Nurse', exact: true })).toBeVisible();
}
