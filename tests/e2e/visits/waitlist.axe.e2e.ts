import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('receptionist', ['/waitlist', '/waitlist?add'], {
	'/waitlist: a time to offer': aTimeToOffer
});
screens('patient', ['/portal/waitlist', '/portal/waitlist?join']);
screens(null, ['/offer/nobody-has-this']);

async function aTimeToOffer(page: Page): Promise<void> {
	await page.goto('/waitlist');
	await page
		.getByRole('main')
		.getByRole('link', { name: /^Offer .* a time$/ })
		.first()
		.click();
	await expect(page.getByText(/^Which free time|^There is no free time/)).toBeVisible();
}
