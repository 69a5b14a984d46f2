import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

/** Whoever the doctor sees today; then the medicines of their chart, with the form open. */
screens('doctor', ['/repeats'], {
	'/patients/[id]/medicines': async (page) => {
		await page.goto('/today');
		await page.locator('main a[href*="/patients/"]').first().click();
		await page
			.getByRole('navigation', { name: 'Sections of this chart' })
			.getByRole('link', { name: 'Medicines', exact: true })
			.click();
		await page.getByRole('button', { name: 'Prescribe', exact: true }).click();
		await expect(page.getByRole('combobox', { name: 'Medicine' })).toBeVisible();
	}
});
screens('patient', ['/portal/medicines']);
screens(null, ['/prescription']);
