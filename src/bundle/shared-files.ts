import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, Plugin, Rolldown } from 'vite';
import { laterAtTheEnd } from './manifest.ts';
import { planFiles, type Graph } from './plan.ts';

/** More files than any plan has: the bundler wants to know how many may come before it knows a module. */
const places = 200;

/** All messages are exported by one module, from which each is asked for by its name. */
const allWords = /\/paraglide\/messages\.js$/;
const routeFile = /\/src\/routes(\/.*)?\/\+(page|layout)[^/]*$/;

/** Lays the modules of the browser's files out as `plan.ts` says. */
export function sharedFiles(): Plugin {
	let placeOf = new Map<string, number>();
	let root = '';
	const groups = Array.from({ length: places }, (_, place) => ({
		name: 'shared',
		test: (id: string) => placeOf.get(id) === place,
		// A group takes along what its modules import, unless another has it by then.
		priority: places - place
	}));
	return {
		name: 'shared-files',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		configEnvironment: (name) =>
			name === 'client'
				? { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } }
				: undefined,
		configResolved(config) {
			root = config.root;
		},
		buildEnd(failed) {
			if (failed) return;
			const files = planFiles(graphOf(this, root));
			if (files.length > places) this.error(`${files.length} files for ${places} places`);
			placeOf = new Map(files.flatMap((ids, place) => ids.map((id) => [id, place])));
		},
		async writeBundle({ dir = '' }) {
			const path = join(dir, '.vite', 'manifest.json');
			const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
			await writeFile(path, JSON.stringify(laterAtTheEnd(manifest)));
		}
	};
}

function graphOf(bundle: Rolldown.PluginContext, root: string): Graph {
	const modules = new Map<string, { imports: string[]; bytes: number }>();
	const later = new Set<string>();
	const always: string[] = [];
	const pages: { id: string; folder: string; layout: boolean }[] = [];
	// In an order of their own: they come as the disk has read them, and each build would be another.
	for (const id of [...bundle.getModuleIds()].sort()) {
		const { code, importedIds, dynamicallyImportedIds, isEntry } = bundle.getModuleInfo(id) ?? {};
		const imports = importedIds ?? [];
		modules.set(id, {
			imports: allWords.test(id)
				? []
				: imports.flatMap((imported) =>
						allWords.test(imported) ? wordsIn(code ?? '', imported) : imported
					),
			// Where the project lies is no part of it: each machine makes the same files.
			bytes: (code ?? '').replaceAll(root, '').replaceAll(/\/\*[^]*?\*\/|^\s+/gm, '').length
		});
		for (const imported of dynamicallyImportedIds ?? []) later.add(imported);
		if (!isEntry) continue;
		const [, folder = '', kind] =
			imports.map((imported) => routeFile.exec(imported)).find((found) => found) ?? [];
		if (kind) pages.push({ id, folder: `${folder}/`, layout: kind === 'layout' });
		else always.push(id);
	}

	const screens = pages.filter(({ layout }) => !layout);
	const asking = (test: (screen: (typeof pages)[number]) => boolean) =>
		new Set([...screens.keys()].filter((index) => screens[index] && test(screens[index])));
	const entries = new Map(always.map((id) => [id, asking(() => true)]));
	for (const page of pages)
		entries.set(
			page.id,
			asking((screen) => (page.layout ? screen.folder.startsWith(page.folder) : screen === page))
		);
	return {
		modules,
		entries,
		later,
		// What 85 and 110 KB have been before they were compressed, as this build counts; the portal compresses better, a board worse.
		screens: screens.map(({ folder }) => {
			if (folder.includes('/(portal)/')) return 779_460;
			return folder.endsWith('/wards/[ward=uuid]/') ? 912_000 : 919_880;
		})
	};
}

const wordsIn = (code: string, all: string): string[] =>
	Array.from(code.matchAll(/\bm\.(\w+)/g), ([, name]) => all.replace(/\.js$/, `/${name}.js`));
