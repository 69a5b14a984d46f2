/** Which screens no `*.axe.e2e.ts` names, so that nobody would notice who cannot use them. */
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Screens that a list cannot open, and who asks about them. */
const elsewhere: Record<string, string> = {
	'/offline': 'is left at once by who has a connection; app/offline.e2e.ts has none',
	'/sign-in/code': 'asks whoever has shown a password alone; access/factors.e2e.ts does',
	'/unlock': 'asks a session that is locked; access/sessions.e2e.ts has one'
};

async function filesBelow(folder: string, wanted: RegExp): Promise<string[]> {
	const names = await readdir(folder, { recursive: true });
	return names.filter((name) => wanted.test(name)).map((name) => name.split(sep).join('/'));
}

/** The address that a page's file answers: groups in brackets are not in it. */
const routeOf = (file: string) =>
	`/${file.replace(/\/?\+page[^/]*$/, '').replace(/\([^)]+\)\/?/g, '')}`.replace(/(.)\/$/, '$1');

/** Matches the addresses of a route, `/wards/[ward]`, and the route itself. */
export const addressesOf = (route: string): RegExp =>
	new RegExp(`^${route.replaceAll('.', '\\.').replace(/\[[^\]]+\]/g, '[^/]+')}$`);

/** The routes that no address is of: one that is written out in full is taken before one with parameters. */
export function unseen(routes: string[], addresses: string[]): string[] {
	const seen = addresses.map(
		(address) =>
			routes.find((route) => route === address) ??
			routes.find((route) => addressesOf(route).test(address))
	);
	return routes.filter((route) => !seen.includes(route));
}

/** A line for each screen that is in no room's list. */
export async function unseenScreens(): Promise<string[]> {
	const pages = await filesBelow(join('src', 'routes'), /\+page[^/\\]*\.svelte$/);
	const lists = await filesBelow(join('tests', 'e2e'), /\.axe\.e2e\.ts$/);
	const texts = await Promise.all(
		lists.map((file) => readFile(join('tests', 'e2e', file), 'utf8'))
	);
	// What a way only begins with is not looked at.
	const addresses = texts.flatMap((text) =>
		[...text.matchAll(/(?<!goto\()'(\/[^'?:]*)[^']*'/g)].map(([, address = '']) => address)
	);
	return unseen(pages.map(routeOf), [...addresses, ...Object.keys(elsewhere)]).map(
		(route) => `${route} is in no *.axe.e2e.ts: add it to that of its room`
	);
}
