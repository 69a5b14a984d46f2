/**
 * Names a component gives its own classes that Skeleton has already, whose utility would apply as well; and pairs of
 * shades, one for light and one for dark, that it does not have, which colour nothing.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const skeleton = join('node_modules', '@skeletonlabs', 'skeleton', 'src');

async function textsIn(directory: string, ending: string): Promise<[name: string, text: string][]> {
	const names = (await readdir(directory, { recursive: true })).filter((name) =>
		name.endsWith(ending)
	);
	return Promise.all(
		names.map(async (name): Promise<[string, string]> => [
			join(directory, name),
			await readFile(join(directory, name), 'utf8')
		])
	);
}

export async function takenClasses(): Promise<string[]> {
	const utilities = new Set(
		(await textsIn(skeleton, '.css')).flatMap(([, text]) =>
			[...text.matchAll(/@utility ([\w-]+)/g)].map(([, name = '']) => name)
		)
	);
	if (utilities.size === 0) return [`no utilities are found in ${skeleton}`];
	const components = await textsIn('src', '.svelte');
	return [...taken(components, utilities), ...(await unpaired(components))];
}

function taken(components: [string, string][], utilities: ReadonlySet<string>): string[] {
	return components.flatMap(([file, text]) => {
		const style = /<style[^>]*>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
		// What a selector begins with is a name of its own; further on a utility may be meant.
		const own = new Set(
			[...style.matchAll(/(?:^|[,{}])\s*\.([a-z][\w-]*)/g)].map(([, name = '']) => name)
		);
		return [...own]
			.filter((name) => utilities.has(name))
			.map((name) => `${file}: .${name} is a utility of Skeleton; call it something else`);
	});
}

async function unpaired(components: [string, string][]): Promise<string[]> {
	const colours = 'primary|secondary|tertiary|success|warning|error|surface';
	const pair = new RegExp(`\\b(?:${colours})-\\d+-\\d+\\b`, 'g');
	const pairsIn = (text: string) => new Set([...text.matchAll(pair)].map(([found]) => found));
	const known = pairsIn((await textsIn(skeleton, '.css')).map(([, text]) => text).join('\n'));
	return components.flatMap(([file, text]) =>
		[...pairsIn(text)]
			.filter((name) => !known.has(name))
			.map((name) => `${file}: ${name} is no pair of Skeleton’s, and colours nothing`)
	);
}
