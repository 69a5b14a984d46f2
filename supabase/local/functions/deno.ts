import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** The platform packages of the npm package `deno`, by Node's names. */
const packages: Record<string, string> = {
	'linux-x64': '@deno/linux-x64-glibc',
	'linux-arm64': '@deno/linux-arm64-glibc',
	'darwin-x64': '@deno/darwin-x64',
	'darwin-arm64': '@deno/darwin-arm64',
	'win32-x64': '@deno/win32-x64',
	'win32-arm64': '@deno/win32-arm64'
};

/**
 * The Deno program: `DENO_BIN` if set, else the one npm installed, else one on the PATH.
 *
 * @throws with what to do when there is none
 */
export function denoProgram(): string {
	const program = process.platform === 'win32' ? 'deno.exe' : 'deno';
	const candidates = [
		process.env.DENO_BIN,
		installed(program),
		...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program))
	];
	const found = candidates.find((path) => path && existsSync(path));
	if (found) return found;
	throw new Error(
		'There is no Deno to run functions with. Run npm ci, or install Deno and set DENO_BIN to its path.'
	);
}

function installed(program: string): string | undefined {
	const name = packages[`${process.platform}-${process.arch}`];
	if (!name) return undefined;
	try {
		const { resolve } = createRequire(import.meta.url);
		const manifest = createRequire(resolve('deno/package.json')).resolve(`${name}/package.json`);
		return join(dirname(manifest), program);
	} catch {
		return undefined;
	}
}
