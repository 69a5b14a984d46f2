import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';

screens('receptionist', ['/queue'], {
	'/queue: a number': aNumberInTheQueue,
	'/waiting-room/[token]': aWaitingRoomScreen
});
screens('doctor', ['/queue?doctor=me']);
screens('nurse', ['/queue']);

async function aNumberInTheQueue(page: Page): Promise<void> {
	await page.goto('/queue');
	await page
		.getByRole('link', { name: /^More: / })
		.first()
		.click();
	await expect(page.getByRole('button', { name: 'Left without being seen' })).toBeVisible();
}

async function aWaitingRoomScreen(page: Page): Promise<void> {
	await page.goto('/queue');
	await page.getByLabel('Screen location').fill('Hall');
	await page.getByRole('button', { name: 'Create link' }).click();
	const link = page.getByRole('main').getByRole('link', { name: /waiting-room/ });
	await page.goto((await link.getAttribute('href')) ?? '');
	await page.getByRole('button', { name: 'Turn on sound' }).click();
}
