import type { Page } from '@playwright/test';
import { axeProblems, contrastProblems, settled } from '../support/axe.ts';
import type { DemoRole } from '../support/people.ts';
import { addressesOf } from '../support/screens.ts';
import { expect, test } from './fixtures.ts';

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 900 };
/** A desk of 1280 × 720 whose reader has made letters twice as large. */
const enlarged = { width: 640, height: 360 };

/**
 * Makes a test of each of these screens as somebody, or as a visitor: no axe violation and no scrolling
 * sideways, wide and narrow, light and dark, and a title that says what it is and where. Every room lists its
 * own in `<room>.axe.e2e.ts`.
 *
 * @param ways screens whose address is found by clicking, as a person finds them: by the route they lead to,
 *   and after a colon what is to be seen there
 */
export function screens(
	who: DemoRole | null,
	paths: string[],
	ways: Record<string, (page: Page) => Promise<void>> = {}
): void {
	const opened = paths.map((path) => [path, (page: Page) => page.goto(path)] as const);
	for (const [name, open] of [...opened, ...Object.entries(ways)]) {
		test(`no axe violation: ${name} for ${who ?? 'a visitor'}`, async ({ keptPageAs }) => {
			test.slow();
			const page = await keptPageAs(who);
			await open(page);
			const [route = ''] = name.split(/[?:]/);
			await expect(page).toHaveURL(({ pathname }) => addressesOf(route).test(pathname));
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			await expect(page).toHaveTitle(/. · Lantern General Hospital$/);
			expect(await problemsOf(page)).toEqual([]);
		});
	}
}

/** What is wrong with the screen that a page shows, in all four ways of looking at it. */
export async function problemsOf(page: Page): Promise<string[]> {
	// Colours are judged once they have settled.
	await page.emulateMedia({ reducedMotion: 'reduce' });
	const problems = await problemsAt(page, wide);
	await page.setViewportSize(enlarged);
	problems.push(...(await sideways(page)).map((problem) => `at 200 %: ${problem}`));
	return [...problems, ...(await problemsAt(page, narrow))];
}

async function problemsAt(page: Page, size: { width: number; height: number }): Promise<string[]> {
	await page.setViewportSize(size);
	// What has been scrolled below the page's head is no smaller for it.
	await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
	await inTheme(page, 'light');
	const problems = [...(await sideways(page)), ...(await axeProblems(page))];

	// The themes differ in their colours alone: the other rules have been asked in the first.
	await inTheme(page, 'dark');
	const dark = await contrastProblems(page);
	problems.push(...dark.map((problem) => `dark: ${problem}`));
	return problems.map((problem) => `${size.width} px: ${problem}`);
}

async function sideways(page: Page): Promise<string[]> {
	const overflow = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
	return overflow > 0 ? [`scrolls sideways by ${overflow} px`] : [];
}

async function inTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
	await page.evaluate((mode) => (document.documentElement.dataset.mode = mode), theme);
	await settled(page);
}
