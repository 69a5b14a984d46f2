import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** What axe finds wrong on the page, a line for each place; `rules` limits it to those, `within` to a part. */
export async function axeProblems(
	page: Page,
	{ rules, within }: { rules?: string[]; within?: string } = {}
): Promise<string[]> {
	// Once a document: reading half a megabyte of script anew for every question is most of its time.
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
	return page.evaluate(
		async ({ rules, within }) => {
			const { axe } = window as unknown as { axe: typeof import('axe-core') };
			const { violations } = await axe.run(within ?? document, {
				resultTypes: ['violations'],
				// The page has no frames, and its style sheets are read where they are.
				iframes: false,
				preload: false,
				...(rules && { runOnly: { type: 'rule', values: rules } })
			});
			return violations.flatMap(({ id, nodes }) =>
				nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`)
			);
		},
		{ rules, within }
	);
}

/** Waits until a change of size or colours has been drawn and nothing that ends is still moving. */
export async function settled(page: Page): Promise<void> {
	await page.evaluate(async () => {
		const frame = () => new Promise(requestAnimationFrame);
		await frame();
		await frame();
		const moving = document
			.getAnimations()
			.filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
		// One that is taken away in between is settled, too.
		await Promise.allSettled(moving.map(({ finished }) => finished));
	});
}
