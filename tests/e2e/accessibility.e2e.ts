import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { DemoRole } from '../support/people.ts';
import { expect, test } from './fixtures.ts';

/** Every screen there is, as each kind of person who may open it. */
const screens: { who: DemoRole | null; paths: string[] }[] = [
	{ who: null, paths: ['/sign-in', '/register', '/reset-password', '/nowhere'] },
	{ who: 'patient', paths: ['/portal', '/portal/book', 'a visit', 'free times'] },
	{ who: 'doctor', paths: ['/today', '/wards', 'a ward', '/nowhere'] },
	{ who: 'nurse', paths: ['/wards', 'a ward', 'a bed'] },
	{ who: 'bed_manager', paths: ['/wards', 'a ward', 'a bed'] },
	{ who: 'housekeeper', paths: ['/wards', 'a ward'] },
	{ who: 'receptionist', paths: ['/reception', 'registration'] },
	{ who: 'admin', paths: ['/wards', '/reception'] }
];

/** Screens whose address is found by clicking, as a person finds them. */
const found: Record<string, (page: Page) => Promise<void>> = {
	'a visit': async (page) => {
		await page.goto('/portal');
		await page.locator('a[href*="/portal/visits/"]').first().click();
	},
	'free times': async (page) => {
		await page.goto('/portal/book');
		await page
			.getByRole('link', { name: /Cardiology/ })
			.first()
			.click();
		await expect(page.getByText('First available')).toBeVisible();
	},
	'a ward': async (page) => {
		await page.goto('/wards');
		await page.locator('main a[href*="/wards/"]').first().click();
		await expect(page.getByRole('article').first()).toBeVisible();
	},
	'a bed': async (page) => {
		await page.goto('/wards');
		await page.locator('main a[href*="/wards/"]').first().click();
		await page.getByRole('article').first().getByRole('link').first().click();
		await expect(page.getByRole('complementary', { name: /^Bed / })).toBeVisible();
	},
	registration: async (page) => {
		await page.goto('/reception');
		await page.getByRole('link', { name: 'Register patient' }).click();
		await expect(page.getByLabel('Family name')).toBeVisible();
	}
};

const widths = [1440, 390];
const themes = ['light', 'dark'] as const;

for (const { who, paths } of screens) {
	for (const theme of themes) {
		for (const width of widths) {
			test(`no axe violation for ${who ?? 'a visitor'}, ${theme}, ${width} px`, async ({
				pageAs,
				browser,
				app
			}) => {
				test.slow();
				const options = { colorScheme: theme, viewport: { width, height: 900 } };
				const page = who
					? await pageAs(who, options)
					: await (await browser.newContext({ baseURL: app, ...options })).newPage();
				for (const path of paths) {
					await (found[path]?.(page) ?? page.goto(path));
					await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
					const { violations } = await new AxeBuilder({ page }).analyze();
					const words = violations.map(
						({ id, nodes }) => `${path}: ${id} at ${nodes.map(({ target }) => target).join(', ')}`
					);
					expect(words).toEqual([]);
					const overflow = await page.evaluate(
						() => document.documentElement.scrollWidth - document.documentElement.clientWidth
					);
					expect(overflow, `${path} scrolls sideways`).toBe(0);
				}
			});
		}
	}
}
