import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';

vi.mock('node:fs/promises', { spy: true });

/** The packaged font files a text has read, where none was read before: `noto-sans-arabic/…`. */
async function readFor(text: string): Promise<string[]> {
	vi.resetModules();
	vi.mocked(readFile).mockClear();
	const { Faces } = await import('./faces.server');
	await Faces.for([text]);
	const paths = vi.mocked(readFile).mock.calls.map(([path]) => String(path));
	return paths
		.filter((path) => path.endsWith('.woff2'))
		.map((path) => path.split('/files/')[1] ?? path);
}

test('a document reads the fonts of the scripts it is written in, and no other', async () => {
	expect(await readFor('Ada Łukasz Αθηνά Мария, SpO₂ ≥ 92 %')).toEqual([]);
	expect(await readFor('Ada محمد')).toEqual(['noto-sans-arabic-arabic-wght-normal.woff2']);
	// Of ten thousand Han characters the slices in which these three are looked for.
	const han = await readFor('王小明');
	expect(han.length).toBeLessThan(8);
	expect(han.filter((file) => !file.startsWith('noto-sans-sc-'))).toEqual([]);
});
