import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens(null, ['/visit/nobody-knows-this-link']);
screens('patient', ['/portal/book'], {
	'/portal/visits/[id]': aVisit,
	'/portal/visits/[id]/reschedule': aVisitToMove,
	'/portal/book: free times': freeTimes
});
screens('doctor', ['/today']);
screens('receptionist', ['/reception', '/visits'], {
	'/reception: registration': registration,
	'/visits/[id]': aVisitAndItsStory
});

async function aVisit(page: Page): Promise<void> {
	await page.goto('/portal');
	await page
		.getByRole('main')
		.locator('a[href*="/portal/visits/"]:not([href$="/questions"])')
		.first()
		.click();
}

async function aVisitToMove(page: Page): Promise<void> {
	await aVisit(page);
	await page.getByRole('link', { name: 'Reschedule' }).first().click();
}

async function freeTimes(page: Page): Promise<void> {
	await page.goto('/portal/book');
	await page
		.getByRole('link', { name: /Cardiology/ })
		.first()
		.click();
	await expect(page.getByText('First available')).toBeVisible();
}

async function registration(page: Page): Promise<void> {
	await page.goto('/reception');
	await page.getByRole('link', { name: 'Register patient' }).click();
	await expect(page.getByLabel('Family name')).toBeVisible();
}

async function aVisitAndItsStory(page: Page): Promise<void> {
	await page.goto('/visits');
	await page
		.getByRole('region', { name: 'All visits' })
		.getByRole('listitem')
		.getByRole('link')
		.first()
		.click();
	await expect(page.getByRole('region', { name: 'History' })).toBeVisible();
}
