import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { graphOf, importsOf, type Graph, type Imports } from './graph.ts';

/** Names that can be in an address; those that begin with `_` are shared code, not functions. */
const functionName = /^[a-z0-9][\w-]*$/i;
const lookEveryMs = 300;

/** The functions of a project, as files. */
export class Sources {
	readonly #project: string;
	#looked = { at: 0, print: '' };
	#graphs: { print: string; of: Map<string, Graph> } | undefined;

	constructor(projectDirectory: string) {
		this.#project = projectDirectory;
	}

	/** `supabase/functions`, where each folder with an `index.ts` is a function. */
	get directory(): string {
		return join(this.#project, 'supabase', 'functions');
	}

	has(name: string): boolean {
		return functionName.test(name) && existsSync(join(this.directory, name, 'index.ts'));
	}

	/**
	 * What all functions declare to import. On hosted each has a process of its own, here they share one: a name must
	 * mean the same to all.
	 *
	 * @throws when two functions mean different things by a name
	 */
	imports(): Imports {
		const all: Imports = {};
		for (const name of this.names()) {
			for (const [specifier, target] of Object.entries(importsOf(this.directory, name))) {
				if ((all[specifier] ??= target) === target) continue;
				throw new Error(
					`${name}/deno.json: ${specifier} is ${all[specifier]} for another function`
				);
			}
		}
		return all;
	}

	/** Every function there is. */
	names(): string[] {
		if (!existsSync(this.directory)) return [];
		return readdirSync(this.directory).filter((name) => this.has(name));
	}

	/** What a function is made of, as it is now. */
	graph(name: string): Graph {
		const print = this.print();
		if (this.#graphs?.print !== print) this.#graphs = { print, of: new Map() };
		const found = this.#graphs.of.get(name) ?? graphOf(this.#project, name);
		this.#graphs.of.set(name, found);
		return found;
	}

	/** The compiler options that the functions share, if they have any. */
	configuration(): string | undefined {
		const path = join(this.directory, 'deno.json');
		return existsSync(path) ? path : undefined;
	}

	/** The secrets in `supabase/functions/.env`; on hosted, `supabase secrets set` holds them. */
	secrets(): Record<string, string> {
		const path = join(this.directory, '.env');
		if (!existsSync(path)) return {};
		const parsed = parseEnv(readFileSync(path, 'utf8'));
		return Object.fromEntries(
			Object.entries(parsed).filter((entry): entry is [string, string] => entry[1] !== undefined)
		);
	}

	/**
	 * Changes when a file that functions are made of does: their own, and the app's `src/lib`, whose
	 * schemas they import. Looks at most every 0.3 s, so that it can be asked at each request.
	 */
	print(): string {
		if (Date.now() - this.#looked.at > lookEveryMs) {
			const folders = [this.directory, join(this.#project, 'src', 'lib')];
			this.#looked = { at: Date.now(), print: folders.flatMap(filesIn).join('\n') };
		}
		return this.#looked.print;
	}
}

function filesIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
		if (!/\.(ts|js|mjs|json|sql|env)$/.test(entry.name)) return [];
		const file = statSync(path, { throwIfNoEntry: false });
		return file ? [`${path} ${file.mtimeMs} ${file.size}`] : [];
	});
}
