/** Which rooms of `src/lib` import each other in a circle: what can only be understood, or taken away, together. */
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';

const root = join('src', 'lib');
const imports = /\b(?:from|import)\s*\(?\s*['"]((?:\$lib\/|\.)[^'"]+)['"]/g;

/** `<area>/<room>` of a file below `src/lib`; null for what is in no room. */
const roomOf = (file: string) => {
	const [area, room, ...rest] = file.split('/');
	return rest.length > 0 ? `${area}/${room}` : null;
};

/** Each room with the rooms it imports; tests aside, which may look at anything. */
async function graph(): Promise<Map<string, Set<string>>> {
	const found = new Map<string, Set<string>>();
	for (const name of await readdir(root, { recursive: true })) {
		const file = name.split(sep).join('/');
		const room = roomOf(file);
		if (!room || !/\.(ts|svelte)$/.test(file) || file.includes('.test.')) continue;
		const needs = found.get(room) ?? new Set();
		found.set(room, needs);
		for (const [, to = ''] of (await readFile(join(root, name), 'utf8')).matchAll(imports)) {
			const path = to.startsWith('$lib/') ? to.slice(5) : posix.join(posix.dirname(file), to);
			const other = roomOf(path) ?? roomOf(`${path}/index`);
			if (other && other !== room && !path.startsWith('paraglide')) needs.add(other);
		}
	}
	return found;
}

/** The shortest way from a room back to itself; null where there is none. */
function circle(room: string, needs: Map<string, Set<string>>): string[] | null {
	const seen = new Set<string>();
	const open = [[room]];
	for (let way = open.shift(); way; way = open.shift()) {
		for (const next of needs.get(way.at(-1) ?? room) ?? []) {
			if (next === room) return [...way, room];
			if (seen.has(next)) continue;
			seen.add(next);
			open.push([...way, next]);
		}
	}
	return null;
}

/** One circle for each room that stands in one, in words. */
export async function cycles(): Promise<string[]> {
	const needs = await graph();
	if (needs.size === 0) return [`no room found below ${root}`];
	return [...needs.keys()].flatMap((room) => circle(room, needs)?.join(' → ') ?? []);
}
