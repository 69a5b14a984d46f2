/**
 * How much each screen asks for at first: the entry, its layouts and itself with all they import, as the build's own
 * manifest has it. What is fetched later is not counted.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Manifest } from 'vite';

const output = join('.svelte-kit', 'output');

/** What no screen may take: KB of gzip, and requests. The portal's are opened on telephones. */
const most = { scripts: 110, portal: 85, styles: 24, requests: 25 };

/** The page itself and the one font it preloads (47 KB; other alphabets' come when there is something to write in them). */
const always = 2;

export interface FirstLoad {
	/** The address as routes are named: `/wards/[ward=uuid]`. */
	screen: string;
	/** KB of gzip, 1,024 bytes each; of the styles only what is a file of its own. */
	scripts: number;
	styles: number;
	requests: number;
}

/** Leaves out the groups of an address, which nobody sees. */
const shown = (route: string) => route.replaceAll(/\/\([^)]+\)/g, '') || '/';

/** The first load of every screen of the app as it was built last, the largest first. */
export async function firstLoads(): Promise<FirstLoad[]> {
	const manifest = await readFile(join(output, 'server', 'manifest.js'), 'utf8');
	const entry = namesIn(/client: \{.*?imports:(\[[^\]]*\])/s.exec(manifest)?.[1]);
	const nodes = [...manifest.matchAll(/import\('\.\/nodes\/(\d+)\.js'\)/g)].map(([, node]) => node);
	const imports = await importsOfFiles();
	const sizes = new Map<string, number>();
	const loads: FirstLoad[] = [];
	const pages = manifest.matchAll(
		/id: "([^"]+)",\s+pattern: .*\s+params: .*\s+page: \{ layouts: \[([^\]]*)\],.* leaf: (\d+) \}/g
	);
	for (const [, route = '', layouts = '', leaf = ''] of pages) {
		const scripts = new Set(entry);
		const styles = new Set<string>();
		for (const index of [...layouts.split(',').filter(Boolean), leaf]) {
			const node = await readFile(
				join(output, 'server', 'nodes', `${nodes[Number(index)]}.js`),
				'utf8'
			);
			for (const name of namesIn(/imports = (\[[^\]]*\])/.exec(node)?.[1])) scripts.add(name);
			for (const [index, name] of namesIn(/stylesheets = (\[[^\]]*\])/.exec(node)?.[1]).entries())
				// Small ones are imported by the server, which writes them into the page.
				if (!node.includes(`import stylesheet_${index} `)) styles.add(name);
		}
		// What a page does not name, but needs, it asks for all the same, only later.
		for (const file of scripts) for (const name of imports.get(file) ?? []) scripts.add(name);
		loads.push({
			screen: shown(route),
			scripts: await kilobytes(scripts, sizes),
			styles: await kilobytes(styles, sizes),
			requests: always + scripts.size + styles.size
		});
	}
	return loads.sort((a, b) => b.scripts - a.scripts);
}

async function importsOfFiles(): Promise<Map<string, string[]>> {
	const path = join(output, 'client', '.vite', 'manifest.json');
	const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
	return new Map(
		Object.values(manifest).map(({ file, imports = [] }) => [
			file,
			imports.flatMap((name) => manifest[name]?.file ?? [])
		])
	);
}

const namesIn = (list: string | undefined): string[] => JSON.parse(list ?? '[]') as string[];

async function kilobytes(files: ReadonlySet<string>, sizes: Map<string, number>): Promise<number> {
	let bytes = 0;
	for (const file of files) {
		const size = sizes.get(file) ?? gzipSync(await readFile(join(output, 'client', file))).length;
		sizes.set(file, size);
		bytes += size;
	}
	return bytes / 1024;
}

/** What takes more than it may, in words; a build that names no screen at all is a fault too. */
export function overTarget(loads: readonly FirstLoad[]): string[] {
	if (loads.length === 0) return ['no screen found in the build'];
	return loads.flatMap(({ screen, ...load }) => {
		const scripts = screen.startsWith('/portal') ? most.portal : most.scripts;
		const limits = { ...most, scripts };
		return (['scripts', 'styles', 'requests'] as const)
			.filter((what) => load[what] > limits[what])
			.map((what) => `${screen}: ${what} ${load[what].toFixed(1)}, at most ${limits[what]}`);
	});
}
