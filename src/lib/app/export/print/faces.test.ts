import { readFile } from 'node:fs/promises';
import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('node:fs/promises', { spy: true });

/** The packages whose fonts a text has read, where none was read before. */
async function readFor(text: string): Promise<string[]> {
	vi.resetModules();
	const { Faces } = await import('./faces.server');
	await Faces.for([text]);
	const paths = vi.mocked(readFile).mock.calls.map(([path]) => String(path));
	return [...new Set(paths.map((path) => /noto-[\w-]+?(?=\/)/.exec(path)?.[0] ?? path))];
}

beforeEach(() => void vi.mocked(readFile).mockClear());

test('a document reads the fonts of the scripts it is written in, and no other', async () => {
	expect(await readFor('Ada Łukasz Αθηνά Мария, SpO₂ ≥ 92 %')).toEqual([]);
	expect(await readFor('Ada محمد')).toEqual(['noto-sans-arabic']);
	expect(await readFor('王小明')).toEqual(['noto-sans-sc']);
	// Of the tenthousand Han characters, the slices with these three.
	expect(vi.mocked(readFile).mock.calls.length).toBeLessThan(8);
});
