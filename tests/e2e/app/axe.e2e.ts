/** That looking for what is hard to use finds it, wherever on a screen it is. */
import { expect, test } from '@playwright/test';
import { problemsOf } from '../axe.ts';

/** A screen that is right but for what is put into it. */
const screen = (
	content: string,
	styles = ''
) => `<!doctype html><html lang="en"><head><title>Beds</title><style>
	body { background: #fff; color: #111; }
	[data-mode='dark'] body { background: #111; color: #eee; }
	.row { padding: 4px; }
	${styles}
</style></head><body><main><h1>Beds</h1>${content}</main></body></html>`;

const rows = (each: (nth: number) => string) =>
	Array.from({ length: 40 }, (_, index) => each(index + 1)).join('');
const row = (nth: number, attributes = '') =>
	`<p class="row"><span id="cell-${nth}" ${attributes}>Bed ${nth}</span></p>`;
const inThe30th = (attributes: string, others = '') =>
	rows((nth) => row(nth, nth === 30 ? attributes : others));

interface Planted {
	content: string;
	styles?: string;
	/** What is told, in order. */
	found: RegExp[];
}

const wideLight = /^1440 px: color-contrast at #cell-30\b/;
const wideDark = /^1440 px: dark: color-contrast at #cell-30\b/;
const narrowLight = /^390 px: color-contrast at #cell-30\b/;
const narrowDark = /^390 px: dark: color-contrast at #cell-30\b/;

const planted: Record<string, Planted> = {
	'nothing where nothing is wrong': { content: inThe30th(''), found: [] },
	'letters that are pale': {
		content: inThe30th('style="color: #888; background: #fff"'),
		found: [wideLight, wideDark, narrowLight, narrowDark]
	},
	'letters that are pale in the dark alone': {
		content: inThe30th('class="pale"'),
		styles: `[data-mode='dark'] .pale { color: #555; }`,
		found: [wideDark, narrowDark]
	},
	'letters that are pale on a phone alone': {
		content: inThe30th('class="pale"'),
		styles: `@media (max-width: 600px) { .pale { color: #999; } [data-mode='dark'] .pale { color: #eee; } }`,
		found: [narrowLight]
	},
	'letters that are there on a phone alone': {
		content: inThe30th('class="pale"'),
		styles: `.pale { display: none; color: #888; } @media (max-width: 600px) { .pale { display: inline; } }`,
		found: [narrowLight]
	},
	'letters that are too small for their colour': {
		content: inThe30th('class="pale"', 'class="pale large"'),
		styles: `.row .pale { color: #888; background: #fff; } .large { font-size: 40px; }`,
		found: [wideLight, wideDark, narrowLight, narrowDark]
	},
	'letters of a good colour on what somebody else has put behind them': {
		content: rows((nth) =>
			nth === 30
				? `<div class="row" style="position: relative"><div class="behind"></div>${row(nth)}</div>`
				: `<div class="row">${row(nth)}</div>`
		),
		styles: `.row span { position: relative; } .behind { position: absolute; inset: 0; background: #444; }
			[data-mode='dark'] .behind { background: #111; }`,
		found: [wideLight, narrowLight]
	},
	'letters of a good colour, half faded': {
		content: rows((nth) => `<div style="opacity: ${nth === 30 ? 0.4 : 1}">${row(nth)}</div>`),
		found: [wideLight, wideDark, narrowLight, narrowDark]
	},
	'letters that stand out of the box they belong to': {
		content: rows(
			(nth) =>
				`<div class="box"><span id="cell-${nth}" style="top: ${nth === 30 ? 40 : 0}px">Bed</span></div>`
		),
		styles: `.box { position: relative; height: 30px; margin-bottom: 60px; background: #222; }
			.box span { position: absolute; color: #ddd; }`,
		found: [wideLight, narrowLight]
	},
	'a button, though the first that look so cannot be pressed': {
		content: rows(
			(nth) =>
				`<p class="row"><button id="cell-${nth}" ${nth < 30 ? 'disabled' : ''}>Bed ${nth}</button></p>`
		),
		styles: `.row button, [data-mode='dark'] .row button { color: #999; background: #fff; }`,
		found: [wideLight, wideDark, narrowLight, narrowDark]
	},
	'words, though the first that look so are single letters': {
		content: rows((nth) => `<p class="row"><b id="cell-${nth}">${nth < 30 ? 'x' : 'Bed'}</b></p>`),
		styles: `.row b, [data-mode='dark'] .row b { color: #999; background: #fff; }`,
		found: [wideLight, wideDark, narrowLight, narrowDark]
	},
	'letters that are pale in a part axe cannot judge': {
		content: rows(
			(nth) =>
				`<p class="row" ${nth < 30 ? 'style="background: linear-gradient(#fff, #fff)"' : ''}><b id="cell-${nth}">Bed</b></p>`
		),
		styles: `.row b { color: #999; } [data-mode='dark'] .row b { color: #eee; }`,
		found: [wideLight, narrowLight]
	},
	'a button without a name, and what does not fit a phone': {
		content: `${inThe30th('')}<button id="cell-30b"></button><div style="width: 500px">Beds</div>`,
		found: [
			/^1440 px: button-name at #cell-30b/,
			/^390 px: scrolls sideways by \d+ px/,
			/^390 px: button-name at #cell-30b/
		]
	}
};

for (const [what, { content, styles, found }] of Object.entries(planted)) {
	test(`axe finds ${what}`, async ({ page }) => {
		await page.setContent(screen(content, styles));
		const problems = await problemsOf(page);
		expect(problems).toEqual(found.map((line) => expect.stringMatching(line) as unknown));
	});
}

test('what was readable on one screen is asked again on a surface of another colour', async ({
	page
}) => {
	await page.setContent(screen(inThe30th('')));
	expect(await problemsOf(page)).toEqual([]);
	await page.setContent(screen(inThe30th(''), 'main { background: #222; } h1 { color: #fff; }'));
	const [first] = await problemsOf(page);
	expect(first).toMatch(/^1440 px: color-contrast at #cell-1 \(and 39 that look the same\)/);
});
