import './layout.css';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import DestroySample from '$lib/app/forms/DestroySample.svelte';
import Dialog from '$lib/app/ui/Dialog.svelte';
import MeasurementField from '$lib/wards/nursing/MeasurementField.svelte';
import { pointsOf } from '$lib/wards/nursing/news2';
import ScorePreview from '$lib/wards/nursing/ScorePreview.svelte';

vi.mock('$app/state', () => ({ page: { form: null, url: new URL('http://lantern.invalid/x') } }));

/* What the styles of all pages make of what a component says of itself. */

const children = createRawSnippet(() => ({ render: () => '<p>Bed N1 is free.</p>' }));

/** Where a dialog has come to rest. */
async function placed(width: number, height: number, wide: boolean) {
	await page.viewport(width, height);
	const screen = await render(Dialog, { open: true, title: 'Admit', wide, children });
	const dialog = screen.getByRole('dialog', { name: 'Admit' }).element();
	await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
	const { left, right, top, bottom } = dialog.getBoundingClientRect();
	return { left, right: width - right, top, bottom: height - bottom };
}

test.for([false, true])('on a desk a dialog lies in the middle; wide: %s', async (wide) => {
	const { left, right, top, bottom } = await placed(1280, 720, wide);
	expect(left).toBeGreaterThan(100);
	expect(left).toBeCloseTo(right, 0);
	expect(top).toBeGreaterThan(100);
	expect(top).toBeCloseTo(bottom, 0);
});

test.for([false, true])('on a phone a dialog is a sheet at the bottom; wide: %s', async (wide) => {
	const { left, right, top, bottom } = await placed(390, 844, wide);
	expect([left, right, bottom]).toEqual([0, 0, 0]);
	expect(top).toBeGreaterThan(67);
});

/** How bright a colour is that the style sheet gave, by WCAG's formula. */
function luminance(colour: string): number {
	const context = new OffscreenCanvas(1, 1).getContext('2d');
	if (!context) throw new Error('No canvas to ask');
	context.fillStyle = colour;
	context.fillRect(0, 0, 1, 1);
	const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
		const part = byte / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
	const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (light + 0.05) / (dark + 0.05);
}

test.for(['light', 'dark'])(
	'what can be filled in or pressed is a box with an edge of 3:1 in %s, not a grey plate',
	(mode) => {
		document.documentElement.dataset.theme = 'lantern';
		document.documentElement.dataset.mode = mode;
		const panel = document.createElement('div');
		panel.className = 'panel';
		panel.innerHTML = `<input class="input"><select class="select"></select><textarea class="textarea"></textarea>
			<input type="checkbox" class="checkbox"><input type="radio" class="radio">
			<button class="btn preset-tonal">Back</button><button class="btn-icon preset-tonal">x</button>`;
		document.body.append(panel);
		const behind = getComputedStyle(panel).backgroundColor;
		const found = [...panel.children].map((box) => {
			const style = getComputedStyle(box);
			// Fields are ringed by a shadow, the others have a border.
			const ring = /(?:oklch|oklab|rgb|color)\([^)]+\)/g;
			const edges = [
				style.borderTopWidth === '0px' ? '' : style.borderTopColor,
				...(style.boxShadow.match(ring) ?? [])
			];
			return {
				box: box.className,
				edge: Math.max(...edges.filter(Boolean).map((edge) => contrast(edge, behind))) >= 3,
				plate: contrast(style.backgroundColor, behind) > 1.15
			};
		});
		panel.remove();
		expect(found.filter(({ edge, plate }) => !edge || plate)).toEqual([]);
	}
);

test('nothing moves when a score appears', async () => {
	await page.viewport(288, 800);
	const field = { name: 'respiratory_rate', value: '', unusual: [] } as const;
	const vitals = { spo2_scale: 1, on_oxygen: false, consciousness: 'alert' };
	const none = {
		respiratory_rate: null,
		spo2: null,
		systolic: null,
		pulse: null,
		temperature: null
	};
	const well = { respiratory_rate: 16, spo2: 97, systolic: 120, pulse: 70, temperature: 37 };
	const high = async (component: Promise<{ container: HTMLElement }>) =>
		(await component).container.getBoundingClientRect().height;
	expect(await high(render(MeasurementField, { ...field, points: 3 }))).toBe(
		await high(render(MeasurementField, { ...field, points: null }))
	);
	const heights = [
		none,
		well,
		{ ...well, respiratory_rate: 26 },
		{ ...well, respiratory_rate: 26, pulse: 140, spo2: 90 }
	];
	const shown: number[] = [];
	for (const measured of heights) {
		shown.push(
			await high(
				render(ScorePreview, { points: pointsOf({ ...vitals, ...measured }), excluded: null })
			)
		);
	}
	expect(shown).toEqual(shown.map(() => shown[0]));
});

test('a button that asks before what cannot be undone stays where it is, the question below it', async () => {
	await page.viewport(1280, 720);
	const screen = await render(DestroySample);
	const asks = screen.getByText('Revoke', { exact: true });
	// With another font the words would be of another width, and the button elsewhere.
	await document.fonts.ready;
	const place = () => {
		const { left, top, bottom } = asks.element().getBoundingClientRect();
		return { left, top, bottom };
	};
	const before = place();
	await asks.click();
	const question = screen.getByText('The screen goes dark.');
	await expect.element(question).toBeVisible();
	expect(place()).toEqual(before);
	expect(question.element().getBoundingClientRect().top).toBeGreaterThan(before.bottom);
});
