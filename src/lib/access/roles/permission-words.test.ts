import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { byArea, permissionLabel } from './permission-words';

/** What the domains define, as the types of the database list it. */
async function permissions(): Promise<{ id: string }[]> {
	const types = await readFile('src/lib/app/supabase/database.types.ts', 'utf8');
	const [, union = ''] = /export type Permission =([^;]+);/.exec(types) ?? [];
	return [...union.matchAll(/'([a-z]+\.[a-z_]+)'/g)].map(([, id = '']) => ({ id }));
}

// Other tests of this process read English.
afterAll(() => overwriteGetLocale(() => 'en'));

test('every permission has words of its own, in each language, and an area', async () => {
	const all = await permissions();
	expect(all.length).toBeGreaterThan(20);
	const said = (['en', 'es'] as const).map((locale) => {
		overwriteGetLocale(() => locale);
		return all.map(({ id }) => permissionLabel(id));
	});
	for (const words of said) {
		expect(words.filter((text, place) => text === all[place]?.id)).toEqual([]);
		expect(new Set(words).size).toBe(all.length);
	}
	expect(said[0]?.filter((text, place) => text === said[1]?.[place])).toEqual([]);
	const placed = byArea(all).flatMap(({ permissions: some }) => some);
	expect(placed.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
});
