import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** `{name, from}`: what a module is asked for, and which. */
interface Found {
	name: string;
	from: string;
}

/**
 * Imports from packages that export everything in one module, straight from the module that has it: a calendar and two
 * charts made the bundler read eight hundred components, twice.
 */
export function straightImports(packages: readonly string[]): Plugin {
	const asked = new RegExp(
		`import\\s*\\{([^}]*)\\}\\s*from\\s*(['"])(${packages.join('|')})\\2;?`,
		'g'
	);
	return {
		name: 'straight-imports',
		apply: 'build',
		enforce: 'post',
		transform: {
			filter: { id: /\/src\/.*\.(svelte|ts)$/, code: asked },
			async handler(code) {
				const barrels = new Map<string, string>();
				for (const name of packages) {
					const id = code.includes(name) ? (await this.resolve(name))?.id : undefined;
					if (id) barrels.set(name, id);
				}
				const straight = code.replaceAll(asked, (whole, names: string, _, name: string) => {
					const barrel = barrels.get(name);
					return barrel
						? names
								.split(',')
								.map((one) => importOf(one, barrel))
								.join('')
						: whole;
				});
				return { code: straight, map: null };
			}
		}
	};
}

function importOf(wanted: string, barrel: string): string {
	const [imported = '', local = imported] = wanted.trim().split(/\s+as\s+/);
	if (!imported) return '';
	const { name, from } = whereIs(imported, barrel, (file) => readFileSync(file, 'utf8'));
	return `import { ${name} as ${local} } from ${JSON.stringify(from)};`;
}

/** The module that a re-export leads to in the end, and the name it has there. */
export function whereIs(name: string, module: string, read: (file: string) => string): Found {
	for (const [, names = '', from = ''] of read(module).matchAll(
		/export\s*\{([^}]*)\}\s*from\s*['"](\.[^'"]+)['"]/g
	))
		for (const one of names.split(',')) {
			const [inner = '', outer = inner] = one.trim().split(/\s+as\s+/);
			if (outer !== name) continue;
			const file = join(dirname(module), from);
			return /\.js$/.test(file) ? whereIs(inner, file, read) : { name: inner, from: file };
		}
	return { name, from: module };
}
