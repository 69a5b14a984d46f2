import { axeProblems, settled } from '../../support/axe.ts';
import { expect, test } from '../fixtures.ts';
import { patient, portalPatient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';
import { aWard } from '../wards/ways.ts';

test('the palette finds a patient and opens them by keyboard alone', async ({ pageAs, owner }) => {
	const person = await portalPatient(owner, 'Zenobia');
	const page = await pageAs('receptionist');
	await page.goto('/reception');
	// Before that nobody listens to the keys.
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await page.keyboard.press('Control+k');

	const palette = page.getByRole('dialog', { name: 'Search or go to' });
	const field = palette.getByRole('combobox');
	await expect(field).toBeFocused();
	await field.pressSequentially(person.name);
	await expect(palette.getByRole('option').first()).toContainText(person.name);
	await page.keyboard.press('Enter');

	await expect(page).toHaveURL(/\/reception\?patient=/);
	await expect(page.getByRole('heading', { name: person.name })).toBeVisible();
	await expect(field).toBeHidden();
});

test('who finds beds lands on that of the patient, marked', async ({ pageAs, owner }) => {
	const [person, { id, name, beds }] = await Promise.all([
		patient(owner, 'Zacarias'),
		testWard(owner, { beds: 2 })
	]);
	await lieIn(owner, beds[0], person.id);
	const page = await pageAs('bed_manager');
	await page.goto('/wards/all');
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await page.keyboard.press('Control+k');
	const palette = page.getByRole('dialog', { name: 'Search or go to' });
	await palette.getByRole('combobox').fill(person.name);
	const found = palette.getByRole('option').first();
	await expect(found).toContainText(person.name);
	await expect(found).toContainText(name);
	await expect(found).toContainText(beds[0].label);
	await page.keyboard.press('Enter');

	await expect(page).toHaveURL(new RegExp(`/wards/${id}\\?bed=${beds[0].id}$`));
	await expect(page.getByRole('complementary', { name: `Bed ${beds[0].label}` })).toBeVisible();
	await expect(page.locator('.selected')).toHaveCount(1);
	await expect(page.locator('.selected').locator(`#bed-${beds[0].id}`)).toBeVisible();
});

test('what is typed while the palette is being fetched goes into its field, and nowhere else', async ({
	pageAs,
	owner
}) => {
	const person = await portalPatient(owner, 'Xenophon');
	const page = await pageAs('receptionist');
	await page.goto('/reception?register');
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	const given = page.getByLabel('Given name');
	await given.fill('Ada');
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	await page.route('**/_app/immutable/**', async (route) => {
		await released;
		await route.continue();
	});
	await page.keyboard.press('Control+k');
	await page.keyboard.type(`${person.name}x`);
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Enter');
	release();

	const palette = page.getByRole('dialog', { name: 'Search or go to' });
	await expect(palette.getByRole('combobox')).toHaveValue(person.name);
	await expect(palette.getByRole('option').first()).toContainText(person.name);
	await page.keyboard.press('Escape');
	await expect(given).toHaveValue('Ada');
	await expect(given).toBeFocused();
	await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the palette goes to screens, changes the colours and offers each only their own', async ({
	pageAs
}) => {
	const page = await pageAs('nurse');
	await page.goto('/wards');
	// Before that nobody listens to the keys.
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await page.keyboard.press('Control+k');
	const palette = page.getByRole('dialog', { name: 'Search or go to' });
	await expect(palette.getByRole('option', { name: 'Wards', exact: true })).toBeVisible();
	await expect(palette.getByRole('option', { name: 'Reception' })).toHaveCount(0);

	await palette.getByRole('combobox').pressSequentially('dark');
	await expect(palette.getByRole('option')).toHaveCount(1);
	await page.emulateMedia({ reducedMotion: 'reduce' });
	for (const theme of ['light', 'dark']) {
		await page.evaluate((mode) => (document.documentElement.dataset.mode = mode), theme);
		await settled(page);
		expect(await axeProblems(page, 'dialog')).toEqual([]);
	}
	await page.evaluate(() => (document.documentElement.dataset.mode = 'light'));
	await page.keyboard.press('Enter');
	await expect(page.locator('html')).toHaveAttribute('data-mode', 'dark');

	await page.keyboard.press('Control+k');
	await palette.getByRole('combobox').pressSequentially('xyzzy');
	await expect(page.getByText('No matches')).toBeVisible();
});

test('on a phone four screens are in reach and the rest one tap away', async ({ pageAs }) => {
	const page = await pageAs('receptionist', { viewport: { width: 390, height: 844 } });
	await page.goto('/reception');
	const bar = page.getByRole('navigation', { name: 'Main' });
	await expect(bar.getByRole('link')).toHaveCount(4);
	await bar.getByRole('button', { name: 'More' }).click();
	await bar.getByRole('link', { name: 'Waiting list' }).click();
	await expect(page).toHaveURL(/\/waitlist$/);
	await expect(bar.getByRole('link')).toHaveCount(4);
	await expect(bar.getByRole('button', { name: 'More' })).toHaveAttribute('aria-current', 'true');
});

test('by keyboard the first bed is three keys away, and Tab passes the board at once', async ({
	pageAs
}) => {
	const page = await pageAs('nurse');
	await aWard(page);
	await page.reload();
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	const board = page.getByRole('region', { name: 'Beds', exact: true });
	const focused = page.locator(':focus');

	await page.keyboard.press('Tab');
	await expect(focused).toHaveText('Skip to content');
	await page.keyboard.press('Tab');
	await expect(focused).toHaveText('Skip to first bed');
	await page.keyboard.press('Enter');
	const first = await board.getByRole('article').first().getAttribute('aria-label');
	await expect(page.locator('article:focus-within')).toHaveAttribute('aria-label', first ?? '');

	await page.keyboard.press('ArrowRight');
	await expect(page.locator('article:focus-within')).not.toHaveAttribute('aria-label', first ?? '');
	const last = page.locator('article:focus-within');
	while (await last.count()) await page.keyboard.press('Tab');
	await page.keyboard.press('Shift+Tab');
	await expect(last).not.toHaveAttribute('aria-label', first ?? '');
});

test('where colours are forced the current screen stands out, and on paper there is only the list', async ({
	pageAs
}) => {
	const page = await pageAs('receptionist', { colorScheme: 'dark' });
	await page.goto('/waitlist');
	const navigation = page.getByRole('navigation', { name: 'Main' });
	const colourOf = (name: string) =>
		navigation
			.getByRole('link', { name, exact: true })
			.evaluate((link) => getComputedStyle(link).backgroundColor);
	await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
	expect(await colourOf('Waiting list')).not.toBe(await colourOf('Reception'));

	await page.emulateMedia({ media: 'print', forcedColors: 'none', colorScheme: 'dark' });
	await expect(navigation).toBeHidden();
	await expect(page.getByRole('banner')).toBeHidden();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	expect(paper).toBe('rgb(255, 255, 255)');
});
