import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong on the page, or in the part of it that a selector names: a line for each place. */
export async function axeProblems(page: Page, within?: string): Promise<string[]> {
	await loadAxe(page);
	const others = await page.evaluate(async (within) => {
		const { violations } = await window.axe.run(within ?? document, {
			resultTypes: ['violations'],
			// The page has no frames, and its style sheets are read where they are.
			iframes: false,
			preload: false,
			rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: true } }
		});
		return violations.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`)
		);
	}, within);
	return [...others, ...(await contrastProblems(page, within))];
}

/**
 * The looks axe has found readable, in all pages of this process. A look is all that axe judges contrast by,
 * so that what looks the same on another screen, in another row or in another size of window needs no
 * asking: that is nearly everything, and asking it was most of the time the tests in a browser took.
 */
const readable = new Set<string>();
/** Words of a look that axe does not judge: a button that is disabled, one letter. Asked again it would say no more. */
const unjudged = new Set<string>();

/** Where letters are hard to tell from what is behind them, a line for each look. */
export async function contrastProblems(page: Page, within = 'body'): Promise<string[]> {
	await loadAxe(page);
	const { problems, passed, left } = await page.evaluate(judgeLooks, {
		within,
		known: [...readable],
		skipped: [...unjudged]
	});
	for (const look of passed) readable.add(look);
	for (const words of left) unjudged.add(words);
	return problems;
}

/** Once a document: reading half a megabyte of script anew for every question would be most of its time. */
async function loadAxe(page: Page): Promise<void> {
	if (await page.evaluate(() => 'axe' in window)) return;
	await page.evaluate(readFileSync(axeFile, 'utf8'));
}

declare global {
	interface Window {
		axe: typeof import('axe-core');
	}
}

/** Runs in the page. */
async function judgeLooks({
	within,
	known,
	skipped
}: {
	within: string;
	known: string[];
	skipped: string[];
}) {
	/** Whether letters of this look stand there: what is too small for one is for screen readers. */
	const standsThere = (element: Element, { width, height }: DOMRect) =>
		width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
	const hasLetters = (element: Element) =>
		element.matches('input, select, textarea') ||
		[...element.childNodes].some((node) => node instanceof Text && /\S/.test(node.data));

	/** What lets through or mixes what is behind, of an element and all it is in. */
	const veils = new Map<Element | null, string>();
	const painted: { surface: string; edges: number[] }[] = [];
	/** Read once: a rectangle of the page is slow to ask, and asked of every pair of letters and surface. */
	const edgesOf = ({ left, right, top, bottom }: DOMRect) => [left, right, top, bottom];
	for (const element of document.querySelectorAll('html, body, body *')) {
		const style = getComputedStyle(element);
		const { opacity, filter, mixBlendMode, backgroundColor, backgroundImage } = style;
		const veil = `${opacity} ${filter} ${mixBlendMode}`.replace('1 none normal', '');
		veils.set(element, `${veils.get(element.parentElement) ?? ''}${veil}`);
		const clear = backgroundImage === 'none' && /^rgba\(.*, 0\)$|\/ 0\)$/.test(backgroundColor);
		if (clear) continue;
		const { position, zIndex } = style;
		const paint = [backgroundColor, backgroundImage, veils.get(element), position, zIndex];
		painted.push({ surface: paint.join(' '), edges: edgesOf(element.getBoundingClientRect()) });
	}

	function lookOf(element: Element, rect: DOMRect): string {
		const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
		const [left = 0, right = 0, top = 0, bottom = 0] = edgesOf(rect);
		const surfaces: string[] = [];
		for (const { surface, edges } of painted) {
			const [itsLeft = 0, itsRight = 0, itsTop = 0, itsBottom = 0] = edges;
			if (itsLeft < right && itsRight > left && itsTop < bottom && itsBottom > top)
				surfaces.push(surface);
		}
		return [color, fontSize, fontWeight, textShadow, veils.get(element), ...surfaces].join();
	}

	/** One and the same thing, wherever it stands. */
	const wordsOf = (element: Element, look: string) =>
		[
			look,
			element.tagName,
			element.className,
			element.matches(':disabled'),
			element.textContent
		].join('\n');

	const seen = new Set(known);
	const notJudged = new Set(skipped);
	const looks = new Map<string, Element[]>();
	for (const element of document.querySelectorAll(`${within}, ${within} *`)) {
		if (!hasLetters(element)) continue;
		const rect = element.getBoundingClientRect();
		if (!standsThere(element, rect)) continue;
		const look = lookOf(element, rect);
		if (seen.has(look) || notJudged.has(wordsOf(element, look))) continue;
		looks.set(look, [...(looks.get(look) ?? []), element]);
	}

	const passed: string[] = [];
	const told = new Set<string>();
	const problems: string[] = [];
	async function ask(include: Element[]): Promise<void> {
		if (include.length === 0) return;
		const { passes, violations } = await window.axe.run(
			{ include },
			{
				resultTypes: ['violations', 'passes'],
				iframes: false,
				preload: false,
				elementRef: true,
				runOnly: ['color-contrast']
			}
		);
		for (const { element, any } of passes.flatMap(({ nodes }) => nodes)) {
			// What it takes for hidden has passed without being judged.
			const judged = any.some(({ data }) => typeof data?.contrastRatio === 'number');
			const look = element && lookFor.get(element);
			if (judged && look && looks.delete(look)) passed.push(look);
		}
		for (const { element, target, failureSummary } of violations.flatMap(({ nodes }) => nodes)) {
			const look = (element && lookFor.get(element)) ?? '';
			if (told.has(look)) continue;
			told.add(look);
			const alike = (looks.get(look)?.length ?? 1) - 1;
			looks.delete(look);
			const more = alike > 0 ? ` (and ${alike} that look the same)` : '';
			problems.push(`color-contrast at ${target.join(' ')}${more}: ${failureSummary}`);
		}
	}
	const lookFor = new Map(
		[...looks].flatMap(([look, elements]) => elements.map((element) => [element, look] as const))
	);
	await ask([...looks.values()].flatMap(([first]) => first ?? []));
	// What axe did not judge says nothing of the others that look the same: it may be disabled, or one letter.
	await ask([...looks.values()].flatMap(([, ...others]) => others));
	// What is still there has been asked, each of it, and was not judged.
	const left = [...looks].flatMap(([look, elements]) =>
		elements.map((element) => wordsOf(element, look))
	);
	return { problems, passed, left };
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
