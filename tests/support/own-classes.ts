/** Names a component gives its own classes that Skeleton has already: what its utility says would apply as well. */
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
			[...text.matchAll(/@utility ([\w-]+)/g)].map(([, name]) => name)
		)
	);
	if (utilities.size === 0) return [`no utilities are found in ${skeleton}`];
	return (await textsIn('src', '.svelte')).flatMap(([file, text]) => {
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
