import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * What a function is made of, as the official CLI uploads it and the hosted bundler reads it: its files, and nothing
 * else. There is no `package.json` and no `node_modules` there, so that a bare name (`zod`) means what the `imports` of
 * the function's `deno.json` say, and without them nothing.
 */
export interface Graph {
	/** Relative to the project, with `/`. */
	files: string[];
	/** What each import of the graph that is no file of it needs. */
	unknown: { specifier: string; file: string }[];
}

const statements =
	/(?:^|[\s;}])(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|[\s;}])import\s*\(?\s*['"]([^'"]+)['"]/g;

const specifiersIn = (text: string): string[] =>
	[...text.matchAll(statements)].map(([, from, bare]) => from ?? bare ?? '');

/** What the hosted runtime knows by itself. */
const builtIn = /^(npm|node|jsr|https):/;

const isDeclared = (specifier: string, imports: Imports): boolean =>
	Object.keys(imports).some((name) =>
		name.endsWith('/') ? specifier.startsWith(name) : specifier === name
	);

/** Names and what they stand for. */
export type Imports = Record<string, string>;

/** Where the imports of a function are declared: in its own folder, or else for all in theirs. */
export function declarationOf(functions: string, name: string): string | undefined {
	return [join(functions, name, 'deno.json'), join(functions, 'deno.json')].find(existsSync);
}

/** The imports a function declares. */
export function importsOf(functions: string, name: string): Imports {
	const path = declarationOf(functions, name);
	if (!path) return {};
	const { imports = {} } = JSON.parse(readFileSync(path, 'utf8')) as { imports?: Imports };
	return imports;
}

/** The graph of a function of the project. */
export function graphOf(project: string, name: string): Graph {
	const functions = join(project, 'supabase', 'functions');
	const imports = importsOf(functions, name);
	const files = new Set<string>();
	const unknown: Graph['unknown'] = [];
	const named = (path: string) => relative(project, path).replaceAll('\\', '/');
	const waiting = [join(functions, name, 'index.ts')];
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		const file = named(path);
		if (files.has(file)) continue;
		files.add(file);
		for (const specifier of specifiersIn(readFileSync(path, 'utf8'))) {
			if (builtIn.test(specifier) || isDeclared(specifier, imports)) continue;
			const target = resolve(dirname(path), specifier);
			if (specifier.startsWith('.') && existsSync(target)) waiting.push(target);
			else unknown.push({ specifier, file });
		}
	}
	return { files: [...files].sort(), unknown };
}
