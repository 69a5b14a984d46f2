import type { Manifest } from 'vite';

/**
 * The manifest with what entries fetch later named after all they import. Kit looks at a file once: one met behind a
 * dynamic import before it is met as an import is left out of what the page preloads, and asked for late.
 */
export function laterAtTheEnd(manifest: Manifest): Manifest {
	const moved = structuredClone(manifest);
	for (const [name, { isEntry }] of Object.entries(manifest)) {
		if (!isEntry) continue;
		const later = new Set<string>();
		for (const file of imported(name, manifest)) {
			for (const fetched of manifest[file]?.dynamicImports ?? []) later.add(fetched);
			if (file !== name) delete moved[file]?.dynamicImports;
		}
		if (moved[name] && later.size > 0) moved[name].dynamicImports = [...later];
	}
	return moved;
}

/** A file and all that it imports, and they in turn. */
function imported(file: string, manifest: Manifest): Set<string> {
	const files = new Set([file]);
	for (const name of files) for (const next of manifest[name]?.imports ?? []) files.add(next);
	return files;
}
