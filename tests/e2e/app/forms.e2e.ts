import { expect, test } from '../fixtures.ts';
import { account } from '../people.ts';

test('what is written before the page has its script is still there when it has', async ({
	pageAs,
	owner
}) => {
	const { email } = await account(owner);
	const page = await pageAs({ email });
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await released;
		await route.continue();
	});
	await page.goto('/portal/welcome', { waitUntil: 'domcontentloaded' });
	await page.getByLabel('Given name').fill('Ramón');
	await page.getByLabel('Date of birth').fill('1980-05-17');
	await page.getByLabel('Sex').selectOption('Male');

	release();
	// Only the script knows the keys.
	await expect(async () => {
		await page.keyboard.press('Control+k');
		await expect(page.getByRole('dialog')).toBeVisible({ timeout: 200 });
	}).toPass();
	await page.keyboard.press('Escape');
	await expect(page.getByLabel('Given name')).toHaveValue('Ramón');
	await expect(page.getByLabel('Date of birth')).toHaveValue('1980-05-17');
	await expect(page.getByLabel('Sex')).toHaveValue('male');
});
