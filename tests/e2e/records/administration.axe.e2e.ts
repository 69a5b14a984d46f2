import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aWard } from '../wards/ways.ts';

async function aRoundOfMedicines(page: Page): Promise<void> {
	await aWard(page);
	// Its tab may be behind the button beside the others.
	await page.goto(`${new URL(page.url()).pathname}/medicines`);
	await expect(page.getByRole('list', { name: 'Patients and their doses' })).toBeVisible();
}

/** The first patient of the round, with a form of giving open. */
async function medicinesOfAStay(page: Page): Promise<void> {
	await aRoundOfMedicines(page);
	await page
		.getByRole('list', { name: 'Patients and their doses' })
		.getByRole('link', { name: /as needed/ })
		.first()
		.click();
	await expect(page.getByRole('heading', { name: 'Current medicines' })).toBeVisible();
	const give = page.getByRole('button', { name: /^Give/ }).first();
	if ((await give.count()) > 0) await give.click();
}

screens('nurse', [], {
	'/wards/[ward]/medicines': aRoundOfMedicines,
	'/admissions/[id]/medicines': medicinesOfAStay
});
screens('admin', ['/admin/packs']);
