/**
 * How much JavaScript each screen names for its first load: what the server preloads for it, that is the
 * entry, its layouts and itself with all they import. What is fetched later is not counted.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const output = join('.svelte-kit', 'output');

/**
 * KB of gzip and files no screen may take; the portal's are opened on telephones. Meant are 110, 85 and 25: where more
 * is allowed that is not reached yet, and goes down with what is.
 */
const most = { kilobytes: 110, board: 120, portal: 95, files: 70 };

export interface FirstLoad {
	/** The address as routes are named: `/wards/[ward=uuid]`. */
	screen: string;
	/** KB of gzip, 1,024 bytes each. */
	kilobytes: number;
	files: number;
}

/** Leaves out the groups of an address, which nobody sees. */
const shown = (route: string) => route.replaceAll(/\/\([^)]+\)/g, '') || '/';

/** The first load of every screen of the app as it was built last, the largest first. */
export async function firstLoads(): Promise<FirstLoad[]> {
	const manifest = await readFile(join(output, 'server', 'manifest.js'), 'utf8');
	const entry = namesIn(/client: \{.*?imports:(\[[^\]]*\])/s.exec(manifest)?.[1]);
	const nodes = [...manifest.matchAll(/import\('\.\/nodes\/(\d+)\.js'\)/g)].map(([, node]) => node);
	const sizes = new Map<string, number>();
	const loads: FirstLoad[] = [];
	const pages = manifest.matchAll(
		/id: "([^"]+)",\s+pattern: .*\s+params: .*\s+page: \{ layouts: \[([^\]]*)\],.* leaf: (\d+) \}/g
	);
	for (const [, route = '', layouts = '', leaf = ''] of pages) {
		const files = new Set(entry);
		for (const index of [...layouts.split(',').filter(Boolean), leaf]) {
			const node = await readFile(
				join(output, 'server', 'nodes', `${nodes[Number(index)]}.js`),
				'utf8'
			);
			for (const name of namesIn(/imports = (\[[^\]]*\])/.exec(node)?.[1])) files.add(name);
		}
		let bytes = 0;
		for (const file of files) bytes += await sizeOf(file, sizes);
		loads.push({ screen: shown(route), kilobytes: bytes / 1024, files: files.size });
	}
	return loads.sort((a, b) => b.kilobytes - a.kilobytes);
}

const namesIn = (list: string | undefined): string[] => JSON.parse(list ?? '[]') as string[];

async function sizeOf(file: string, known: Map<string, number>): Promise<number> {
	const size = known.get(file) ?? gzipSync(await readFile(join(output, 'client', file))).length;
	known.set(file, size);
	return size;
}

/** What takes more than it may, in words; a build that names no screen at all is a fault too. */
export function overTarget(loads: readonly FirstLoad[]): string[] {
	if (loads.length === 0) return ['no screen found in the build'];
	return loads.flatMap(({ screen, kilobytes, files }) => {
		const room = screen === '/wards/[ward=uuid]' ? 'board' : 'kilobytes';
		const limit = most[screen.startsWith('/portal') ? 'portal' : room];
		return kilobytes > limit || files > most.files
			? [
					`${screen}: ${kilobytes.toFixed(1)} KB in ${files} files, at most ${limit} KB in ${most.files}`
				]
			: [];
	});
}
