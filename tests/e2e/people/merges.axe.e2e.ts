import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';

screens('admin', ['/patients/duplicates'], {
	'/patients/duplicates/compare': compared,
	'/patients/duplicates/compare: the other one is looked for': lookedFor
});

async function lookedFor(page: Page): Promise<void> {
	await page.goto('/patients?q=Elena');
	await page.getByRole('main').getByRole('link', { name: /Elena/ }).first().click();
	await page.getByRole('link', { name: 'Merge with another record' }).click();
	await page.getByRole('searchbox').first().waitFor();
}

async function compared(page: Page): Promise<void> {
	await lookedFor(page);
	const one = new URL(page.url()).searchParams.get('one') ?? '';
	await page.goto(`/patients/duplicates/compare?one=${one}&q=Mar`);
	await page.getByRole('main').getByRole('link', { name: /Mar/ }).first().click();
	await page.getByRole('table').waitFor();
}
