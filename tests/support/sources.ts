import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The app's own code, by its path below `src`. */
export const sources = (readdirSync('src', { recursive: true }) as string[])
	.filter((path) => /\.(ts|svelte)$/.test(path) && !/paraglide|\.test\.ts$/.test(path))
	.map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));

/** `/wards/[ward=uuid]`, for all that is answered with a GET. */
export const routes = sources
	.filter(({ path }) => /^routes\/.*\+(page(@\w*)?\.svelte|server\.ts)$/.test(path))
	.filter(({ path, text }) => !path.endsWith('+server.ts') || /\bGET\b/.test(text))
	.map(({ path }) => path.split('/').slice(1, -1))
	.map((parts) => `/${parts.filter((part) => !part.startsWith('(')).join('/')}`);

/** A route's address, its parameters filled in. */
export const filled = (route: string, fill: (name: string) => string): string =>
	route.replace(/\[(\w+)[^\]]*\]/g, (_, name: string) => fill(name));
