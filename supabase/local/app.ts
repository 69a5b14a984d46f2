import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';

/** What the built app depends on; a change to any of it means building again. */
const sources = [
	'src',
	'messages',
	'static',
	'vite.config.ts',
	'svelte.config.js',
	'package-lock.json'
];
/** Made by the build itself. */
const generated = new Set([join('src', 'lib', 'paraglide')]);
const stamp = join('build', '.sources');

async function filesBelow(path: string): Promise<string[]> {
	if (generated.has(path) || !existsSync(path)) return [];
	const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
	if (entries === null) return [path];
	const nested = await Promise.all(entries.map((entry) => filesBelow(join(path, entry.name))));
	return nested.flat();
}

async function sourcesHash(): Promise<string> {
	const files = (await Promise.all(sources.map(filesBelow))).flat().sort();
	const hash = createHash('sha256').update(process.version);
	for (const file of files) hash.update(file).update(await readFile(file));
	return hash.digest('hex');
}

/** Builds the app unless what stands in `build/` came from these very sources. */
export async function buildApp(): Promise<void> {
	const wanted = await sourcesHash();
	const built = await readFile(stamp, 'utf8').catch(() => '');
	if (built === wanted) return;

	console.log('Building the app');
	const build = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
		stdio: ['ignore', 'ignore', 'pipe'],
		// Of a test that is run by itself it would be another app that is built.
		env: { ...process.env, NODE_ENV: 'production', VITEST: undefined }
	});
	const abandon = () => build.kill();
	process.once('exit', abandon);
	// Warnings about packages' insides are of no use to who starts a hospital; errors are.
	let complaints = '';
	build.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
	const [code] = (await once(build, 'close')) as [number | null];
	process.off('exit', abandon);
	if (code !== 0) throw new Error(`The app could not be built:\n${complaints.trim()}`);
	await mkdir('build', { recursive: true });
	await writeFile(stamp, wanted);
}

export interface AppOptions {
	port: number;
	host: string;
	/** The address people open; form posts from elsewhere are refused. Defaults to host and port. */
	origin?: string;
	supabaseUrl: string;
	publishableKey: string;
	/** Whether its errors are for the caller to read, and do not go where ours go. */
	heard?: boolean;
}

/** The built app's server, as one child process. Its output goes where ours goes. */
export function spawnApp(options: AppOptions): ChildProcess {
	return spawn(
		process.execPath,
		['--import', './supabase/local/end-with-parent.mjs', 'server.js'],
		{
			stdio: ['ignore', 'pipe', options.heard ? 'pipe' : 'inherit', 'ipc'],
			env: {
				...process.env,
				PORT: String(options.port),
				HOST: options.host,
				ORIGIN: options.origin ?? `http://${options.host}:${options.port}`,
				PUBLIC_SUPABASE_URL: options.supabaseUrl,
				PUBLIC_SUPABASE_PUBLISHABLE_KEY: options.publishableKey
			}
		}
	);
}

/** Resolves once the app answers at `url`; rejects when it has not within `patience` milliseconds. */
export async function appAnswers(url: string, patience = 15_000): Promise<void> {
	const until = Date.now() + patience;
	for (;;) {
		const answer = await fetch(url, { redirect: 'manual' }).catch(() => null);
		if (answer && answer.status < 500) return;
		if (Date.now() > until) throw new Error(`The app did not answer at ${url}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
