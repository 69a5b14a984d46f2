import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';

screens('admin', ['/patients/erasures'], {
	'/patients/erasures: what would go and what would stay': previewed
});

async function previewed(page: Page): Promise<void> {
	await page.goto('/patients?q=Elena');
	const link = page.getByRole('main').getByRole('link', { name: /Elena/ }).first();
	const id = /[\da-f-]{36}/.exec((await link.getAttribute('href')) ?? '')?.[0] ?? '';
	await page.goto(`/patients/erasures?patient=${id}`);
	await page.getByText('This record is in use').waitFor();
}
