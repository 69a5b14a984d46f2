import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('admin', ['/admin/questions', '/admin/questions?edit=new'], {});
screens('patient', [], {
	'/portal/visits/[id]/questions': async (page) => {
		await page.goto('/portal');
		await page
			.getByRole('link', { name: /^(Answer questions|Continue answering)$/ })
			.first()
			.click();
		await expect(page.getByRole('button', { name: 'Send answers' })).toBeVisible();
	}
});
screens('doctor', [], {
	'/patients/[id]/timeline/answers/[questionnaire]': answers
});

/** The answers of somebody who comes today. */
async function answers(page: Page): Promise<void> {
	await page.goto('/today');
	const row = page.getByRole('listitem').filter({ hasText: 'Questions answered' }).first();
	await row.getByTitle('Open visit').click();
	await page
		.getByRole('link', { name: /^Read answers/ })
		.first()
		.click();
	await expect(page.getByRole('heading', { name: 'Questions before a visit' })).toBeVisible();
}
