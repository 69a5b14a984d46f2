import { expect, test } from 'vitest';
import { most, planFiles, type Graph } from './plan';

/** A build of some pages, by what each imports; what a module imports follows the name: `list: ['icon']`. */
function build(
	pages: readonly (readonly string[])[],
	imports: Record<string, readonly string[]> = {},
	{ bytes = (): number => 100_000, later = [] as readonly string[] } = {}
): Graph {
	const modules = new Map<string, { imports: readonly string[]; bytes: number }>();
	const names = new Set([
		...pages.flat(),
		...Object.keys(imports),
		...Object.values(imports).flat()
	]);
	for (const name of names) modules.set(name, { imports: imports[name] ?? [], bytes: bytes() });
	for (const [page, wants] of pages.entries())
		modules.set(`page ${page}`, { imports: wants, bytes: bytes() });
	const entries = new Map([...pages.keys()].map((page) => [`page ${page}`, new Set([page])]));
	return { modules, entries, later: new Set(later), screens: pages.map(() => 1e9) };
}

/** Each file's modules, and the files in order of name. */
const plain = (files: string[][]) => files.map((ids) => ids.toSorted()).toSorted();

test('what the same pages need is one file, and what one page needs stays with it', () => {
	const files = planFiles(
		build([
			['button', 'list', 'own'],
			['button', 'list'],
			['button', 'chart'],
			['button', 'chart']
		])
	);
	expect(plain(files)).toEqual([['button'], ['chart'], ['list']]);
});

test('small modules share a file although not every page needs all of them', () => {
	const files = planFiles(build([['a', 'b'], ['a', 'b'], ['a']], {}, { bytes: () => 200 }));
	expect(plain(files)).toEqual([['a', 'b']]);
});

test('what a page and a part fetched later both need is not in the page’s own file twice', () => {
	const files = planFiles(build([['dialog', 'own']], { panel: ['dialog'] }, { later: ['panel'] }));
	expect(plain(files)).toEqual([['dialog']]);
});

test('no page asks for more shared files than it may', () => {
	const pairs = Array.from({ length: 40 }, (_, index) => `with page ${index + 1}`);
	const pages = [pairs, ...pairs.map((name) => [name])];
	const files = planFiles(build(pages));
	expect(files.flat().toSorted()).toEqual(pairs.toSorted());
	expect(files.length).toBeLessThanOrEqual(most);
});

test('no file imports one that comes after it, however the modules hang together', () => {
	let seed = 7;
	const below = (limit: number) => (seed = (seed * 48_271) % 2_147_483_647) % limit;
	for (let round = 0; round < 20; round++) {
		const imports: Record<string, string[]> = {};
		for (let index = 1; index < 60; index++)
			imports[`m${index}`] = [`m${below(index)}`, `m${below(index)}`];
		const pages = Array.from({ length: 8 }, () => [0, 1, 2].map(() => `m${below(60)}`));
		const graph = build(pages, imports, { bytes: () => below(9_000) });
		const files = planFiles(graph);
		const place = new Map(files.flatMap((ids, index) => ids.map((id) => [id, index])));
		for (const [id, at] of place)
			for (const imported of graph.modules.get(id)?.imports ?? [])
				expect(place.get(imported)).toBeLessThanOrEqual(at);
	}
});

test('a page that may ask for little gets what others need, too, only as far as there is room', () => {
	const pages = [['shared'], ...Array.from({ length: 3 }, () => ['shared', 'part'])];
	const graph = build(pages, {}, { bytes: () => 2_000 });
	const little = { ...graph, screens: pages.map((_, page) => (page === 0 ? 4_000 : 1e9)) };
	expect(plain(planFiles(graph))).toEqual([['part', 'shared']]);
	expect(plain(planFiles(little))).toEqual([['part'], ['shared']]);
});
