import type { Manifest } from 'vite';
import { expect, test } from 'vitest';
import { laterAtTheEnd } from './manifest';

type FindDeps = (
	manifest: Manifest,
	entry: string,
	styles: boolean
) => { imports: string[]; stylesheets: string[] };

const kit = '../../node_modules/@sveltejs/kit/src/exports/vite/build/utils.js';
const { find_deps: findDeps } = (await import(/* @vite-ignore */ kit)) as { find_deps: FindDeps };

/** `shell` fetches `panel` later, which needs `list`; the page needs the list at once. */
const manifest: Manifest = {
	page: { file: 'page.js', isEntry: true, imports: ['shell', 'list'], dynamicImports: ['map'] },
	other: { file: 'other.js', isEntry: true, imports: ['shell'] },
	shell: { file: 'shell.js', dynamicImports: ['panel'] },
	list: { file: 'list.js', css: ['list.css'] },
	panel: { file: 'panel.js', isDynamicEntry: true, imports: ['list'], dynamicImports: ['deep'] },
	map: { file: 'map.js', isDynamicEntry: true },
	deep: { file: 'deep.js', isDynamicEntry: true }
};

test('a page preloads what it imports, also what its later parts import too', () => {
	expect(findDeps(manifest, 'page', true).imports).not.toContain('list.js');
	const { imports, stylesheets } = findDeps(laterAtTheEnd(manifest), 'page', true);
	expect(imports).toEqual(['page.js', 'shell.js', 'list.js']);
	expect(stylesheets).toEqual(['list.css']);
});

test('what is fetched later stays known, by each page and by later parts themselves', () => {
	const moved = laterAtTheEnd(manifest);
	expect(moved.page?.dynamicImports).toEqual(['map', 'panel']);
	expect(moved.other?.dynamicImports).toEqual(['panel']);
	expect(moved.panel?.dynamicImports).toEqual(['deep']);
});
