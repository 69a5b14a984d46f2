import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const asked = /^@lucide\/svelte\/icons\//;
const drawing = '\0drawing:';
const maker = fileURLToPath(new URL('./icon.ts', import.meta.url));

interface IconData {
	name: string;
	node: [tag: string, attributes: Record<string, string>][];
}

/**
 * Lucide's icons as the plain drawings they are. Theirs reckons sizes, strokes and a context for each one shown, and
 * builds it of elements known only then: a board of a hundred beds spends more on its icons than on the beds.
 */
export function plainIcons(): Plugin {
	return {
		name: 'plain-icons',
		// While one works on it, Lucide's own come to the browser as the other packages do: their files are not there yet when
		// asked for. The server has drawings, for it sends some as they are.
		applyToEnvironment: ({ config }) => config.command === 'build' || config.consumer === 'server',
		enforce: 'pre',
		resolveId: {
			filter: { id: asked },
			async handler(id, importer) {
				const found = await this.resolve(id, importer, { skipSelf: true });
				return found && drawing + found.id;
			}
		},
		load: {
			filter: { id: /^\0drawing:/ },
			async handler(id) {
				const named = id.slice(drawing.length).replace(/\?.*$/, '');
				// Of an older name it is another's file.
				const [, file = ''] = / from "(.+\.svelte)"/.exec(await readFile(named, 'utf8')) ?? [];
				const code = drawn(await readFile(join(dirname(named), file), 'utf8'));
				return { code, moduleSideEffects: false };
			}
		}
	};
}

/** An icon's module as a drawing. Throws for one in a form that is not known. */
export function drawn(code: string): string {
	const [, data] = /^const iconData = (\{.*\});$/m.exec(code) ?? [];
	if (!data) throw new Error(`An icon in another form:\n${code}`);
	const { name, node } = JSON.parse(data) as IconData;
	const shapes = node.map(
		([tag, attributes]) =>
			`<${tag}${Object.entries(attributes)
				.map(([key, value]) => ` ${key}="${value}"`)
				.join('')}/>`
	);
	return `import { icon } from ${JSON.stringify(maker)};
export default /* @__PURE__ */ icon(${JSON.stringify(name)}, ${JSON.stringify(shapes.join(''))});`;
}
