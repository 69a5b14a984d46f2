import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { oneTabStop, towards } from './roving';

const bed = (label: string) =>
	`<article data-card="${label}"><a href="#${label}" data-bed>${label}</a><button>Clean ${label}</button></article>`;

/** Draws a board of beds between two buttons, and holds it at one stop. */
function board(labels: string[]) {
	document.body.innerHTML = `<button>Before</button><section>${labels.map(bed).join('')}</section><button>After</button>`;
	const section = document.querySelector('section');
	if (!section) throw new Error('no board');
	oneTabStop({ item: '[data-bed]', group: '[data-card]' })(section);
	document.querySelector('button')?.focus();
	return section;
}

const focused = () => document.activeElement?.textContent;
async function tabs(count: number) {
	const passed: (string | null | undefined)[] = [];
	for (let nth = 0; nth < count; nth += 1) {
		await userEvent.tab();
		passed.push(focused());
	}
	return passed;
}

test('Tab reaches the first bed and its own button, and then what follows the board', async () => {
	board(['N1', 'N2', 'N3']);
	expect(await tabs(3)).toEqual(['N1', 'Clean N1', 'After']);
});

test('the stop is where the focus was last', async () => {
	const section = board(['N1', 'N2', 'N3']);
	section.querySelector<HTMLElement>('[href="#N2"]')?.focus();
	expect(await tabs(2)).toEqual(['Clean N2', 'After']);
	await userEvent.tab({ shift: true });
	expect(focused()).toBe('Clean N2');
});

test('a bed drawn later is no stop, and where the stop was taken off the board the first is one', async () => {
	const section = board(['N1', 'N2']);
	section.insertAdjacentHTML('beforeend', bed('N3'));
	await expect
		.poll(() => section.querySelector('[href="#N3"]')?.getAttribute('tabindex'))
		.toBe('-1');
	section.querySelector('[data-card="N1"]')?.remove();
	await expect
		.poll(() => section.querySelector('[href="#N2"]')?.hasAttribute('tabindex'))
		.toBe(false);
	expect(await tabs(3)).toEqual(['N2', 'Clean N2', 'After']);
});

test('an arrow leads to the nearest on its side, and nowhere at the edge', () => {
	const at = (name: string, left: number, top: number) => ({
		name,
		left,
		top,
		right: left + 100,
		bottom: top + 40
	});
	const [nine, ten, late, aside] = [
		at('nine', 0, 90),
		at('ten', 0, 150),
		at('late', 0, 400),
		at('aside', 120, 160)
	];
	const all = [nine, ten, late, aside];
	const lead = (key: string, from: (typeof all)[number]) => towards(key, from, all)?.name;
	expect(lead('ArrowDown', nine)).toBe('ten');
	expect(lead('ArrowDown', ten)).toBe('late');
	expect(lead('ArrowRight', nine)).toBe('aside');
	expect(lead('ArrowLeft', aside)).toBe('ten');
	expect(lead('ArrowUp', nine)).toBeUndefined();
	expect(lead('Enter', nine)).toBeUndefined();
});
