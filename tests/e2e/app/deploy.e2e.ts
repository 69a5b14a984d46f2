import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

/** Puts a newer app in place of the one a page came from: what the page has not fetched yet is gone. */
async function deploy(page: Page): Promise<void> {
	await page.route('**/_app/immutable/**', (route) => route.fulfill({ status: 404 }));
	await page.route('**/_app/version.json', (route) =>
		route.fulfill({ json: { version: 'newer' } })
	);
}

test('after a deploy an open page says so at the first part it misses, and keeps what was typed', async ({
	pageAs
}) => {
	const page = await pageAs('receptionist');
	await page.goto('/reception?register');
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	const name = page.getByLabel('Given name');
	await name.fill('Ada');
	await deploy(page);

	await page.keyboard.press('Control+K');
	await expect(page.getByText('This part could not be loaded')).toBeVisible();
	const notice = page.getByRole('status').filter({ hasText: 'A new version is available.' });
	await expect(notice).toBeVisible();
	await expect(name).toHaveValue('Ada');

	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await notice.getByRole('button', { name: 'Reload page' }).click();
	await expect(notice).toBeHidden();
	await expect(name).toHaveValue('Ada');
	await page.keyboard.press('Control+K');
	await expect(page.getByRole('dialog')).toBeVisible();
});

test('a click on a visit says that its part is missing', async ({ pageAs }) => {
	const page = await pageAs('receptionist');
	await page.goto('/calendar');
	// What tells of a new version is fetched after the screen, with what follows it.
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	const visit = page.locator('[data-visit]').first();
	await expect(visit).toBeVisible();
	await deploy(page);
	await visit.click();
	await expect(page.getByText('This part could not be loaded')).toBeVisible();
	await expect(page.getByText('A new version is available.')).toBeVisible();
});

test('a deploy before the page has fetched what tells of one is said as well', async ({
	pageAs
}) => {
	const page = await pageAs('receptionist');
	// All that the page names for its first load it still got; what it asks for afterwards is gone.
	const answer = await page.request.get('/reception');
	const names = (answer.headers().link ?? '') + (await answer.text());
	const named = new Set(
		Array.from(names.matchAll(/_app\/immutable\/[\w./-]+/g), ([path]) => `/${path}`)
	);
	await deploy(page);
	await page.route('**/_app/immutable/**', (route) =>
		named.has(new URL(route.request().url()).pathname) ? route.continue() : route.fallback()
	);
	await page.goto('/reception');
	await expect(page.getByText(/A new version is available\.\s+Reload the page/)).toBeVisible();
});

test('a screen without anybody before it goes on with the new version by itself', async ({
	visitor
}) => {
	await visitor.clock.install();
	await visitor.goto('/display');
	await deploy(visitor);
	await visitor.route('**/_app/immutable/**', (route) => route.continue());
	await Promise.all([visitor.waitForEvent('load'), visitor.clock.runFor(61_000)]);
});
