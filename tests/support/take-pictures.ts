/**
 * Takes the README's pictures anew, of a hospital that runs and has the demo's people:
 * `npx tsx tests/support/take-pictures.ts http://127.0.0.1:3000`.
 */
import { chromium, type Browser, type Page } from 'playwright';
import { browserLaunch } from './browser.ts';
import { demoPassword, demoPeople, type DemoRole } from './people.ts';

const app = process.argv[2] ?? 'http://127.0.0.1:3000';

async function pageOf(browser: Browser, who: DemoRole, width: number, height: number) {
	const page = await browser.newPage({
		baseURL: app,
		viewport: { width, height },
		locale: 'en-GB',
		reducedMotion: 'reduce',
		serviceWorkers: 'block'
	});
	await page.goto('/sign-in');
	await page.getByLabel('Email').fill(demoPeople[who]);
	await page.getByLabel('Password', { exact: true }).fill(demoPassword);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
	return page;
}

/** Once the screen is live and all of it has been drawn. */
async function take(page: Page, name: string): Promise<void> {
	await page.waitForLoadState('networkidle');
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: `static/screenshots/${name}.png` });
	console.log(`static/screenshots/${name}.png`);
}

const live = (page: Page) => page.getByText('Live', { exact: true }).waitFor();

async function openWard(page: Page, name: RegExp): Promise<void> {
	await page.goto('/wards');
	await page.getByRole('main').getByRole('link', { name }).first().click();
	await page.getByRole('article').first().waitFor();
}

const pictures = {
	async ward(browser: Browser) {
		const page = await pageOf(browser, 'nurse', 1280, 720);
		await openWard(page, /Cardiology.*occupied/);
		await live(page);
		return page;
	},
	async today(browser: Browser) {
		const page = await pageOf(browser, 'doctor', 1440, 900);
		await page.goto('/today');
		await live(page);
		return page;
	},
	async wall(browser: Browser) {
		const page = await pageOf(browser, 'ward_manager', 1440, 900);
		const display = await browser.newPage({
			baseURL: app,
			viewport: { width: 1440, height: 900 },
			locale: 'en-GB'
		});
		await display.goto('/display');
		const code = await display
			.getByRole('img', { name: /^(\d ){5}\d$/ })
			.getAttribute('aria-label');
		await openWard(page, /Internal Medicine.*occupied/);
		await page.getByRole('link', { name: 'Displays', exact: true }).click();
		await page.getByLabel('Code on the screen').fill((code ?? '').replaceAll(' ', ''));
		await page.getByLabel('Screen location').fill('Corridor');
		await page.getByRole('button', { name: 'Pair', exact: true }).click();
		await display.getByText(/^Live since/).waitFor();
		return display;
	},
	async portal(browser: Browser) {
		const page = await pageOf(browser, 'patient', 390, 844);
		await page.goto('/portal');
		return page;
	}
};

const browser = await chromium.launch(browserLaunch());
for (const [name, open] of Object.entries(pictures)) await take(await open(browser), name);
await browser.close();
