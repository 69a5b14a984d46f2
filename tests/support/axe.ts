import axe from 'axe-core';
import type { Page } from '@playwright/test';

interface Limits {
	/** Only these rules. */
	rules?: string[];
	/** Only this part of the page. */
	within?: string;
	/** Only elements that have come to look otherwise since `rememberLooks`. */
	changed?: boolean;
}

/** What axe finds wrong on the page, a line for each place. */
export async function axeProblems(
	page: Page,
	{ rules, within, changed = false }: Limits = {}
): Promise<string[]> {
	// Once a document: reading half a megabyte of script anew for every question is most of its time.
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
	return page.evaluate(
		async ({ rules, within, changed }) => {
			const { axe, looksChanged } = window as unknown as {
				axe: typeof import('axe-core');
				looksChanged?: () => Element[];
			};
			const include = changed ? looksChanged?.() : undefined;
			if (include?.length === 0) return [];
			const { violations } = await axe.run(include ? { include } : (within ?? document), {
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
		{ rules, within, changed }
	);
}

/**
 * Remembers how each element looks: whether it is there, its size of letters, its colours and those behind
 * it. What looks the same later has the same contrast, and need not be asked about again.
 */
export async function rememberLooks(page: Page): Promise<void> {
	await page.evaluate(() => {
		function looks(): Map<Element, string> {
			const found = new Map<Element, string>();
			const behind = new Map<Element | null, string>();
			for (const element of document.querySelectorAll('body, body *')) {
				const style = getComputedStyle(element);
				const surface = [
					behind.get(element.parentElement),
					style.backgroundColor,
					style.backgroundImage,
					style.opacity
				].join();
				behind.set(element, surface);
				const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow];
				found.set(element, [element.checkVisibility(), surface, ...letters].join());
			}
			return found;
		}
		const before = looks();
		Object.assign(window, {
			looksChanged: () => {
				const changed = new Set<Element | null>();
				for (const [element, look] of looks())
					if (before.get(element) !== look) changed.add(element);
				// With an element axe looks at all that is in it.
				return [...changed].filter((element) => element && !changed.has(element.parentElement));
			}
		});
	});
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
