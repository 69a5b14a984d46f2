import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Face as HarfBuzzFace, Font } from 'harfbuzzjs';
import bold from './fonts/NotoSans-Bold.ttf?inline';
import regular from './fonts/NotoSans-Regular.ttf?inline';

/*
 * The fonts of printed documents: Noto, one family for each script, so that whatever a name is written in can be
 * printed. What nearly every document needs is beside this file; the rest is read from packages, and of those only the
 * slices that hold a letter of the document, which is what makes ten thousand Chinese characters bearable.
 */

/** Other scripts in the order in which they are asked; a family of Han characters comes by what it is written with. */
const families = [
	'@fontsource-variable/noto-sans',
	'@fontsource-variable/noto-sans-arabic',
	'@fontsource-variable/noto-sans-hebrew',
	'@fontsource-variable/noto-sans-devanagari',
	'@fontsource-variable/noto-sans-bengali',
	'@fontsource-variable/noto-sans-gujarati',
	'@fontsource-variable/noto-sans-gurmukhi',
	'@fontsource-variable/noto-sans-oriya',
	'@fontsource-variable/noto-sans-tamil',
	'@fontsource-variable/noto-sans-telugu',
	'@fontsource-variable/noto-sans-kannada',
	'@fontsource-variable/noto-sans-malayalam',
	'@fontsource-variable/noto-sans-sinhala',
	'@fontsource-variable/noto-sans-thai',
	'@fontsource-variable/noto-sans-lao',
	'@fontsource-variable/noto-sans-khmer',
	'@fontsource-variable/noto-sans-myanmar',
	'@fontsource-variable/noto-sans-thaana',
	'@fontsource-variable/noto-sans-georgian',
	'@fontsource-variable/noto-sans-armenian',
	'@fontsource-variable/noto-sans-ethiopic'
] as const;
const han = {
	sc: '@fontsource-variable/noto-sans-sc',
	tc: '@fontsource-variable/noto-sans-tc',
	jp: '@fontsource-variable/noto-sans-jp',
	kr: '@fontsource-variable/noto-sans-kr'
} as const;
const signs = [
	'@fontsource/noto-sans-math',
	'@fontsource-variable/noto-emoji',
	'@fontsource/noto-sans-symbols-2'
] as const;

/** A Han character looks different in China, Japan and Korea; only what it stands beside says where it is. */
export type Hand = keyof typeof han;

export function handOf(text: string): Hand {
	if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'jp';
	return /\p{Script=Hangul}/u.test(text) ? 'kr' : 'sc';
}

const inOrder = (hand: Hand): string[] => [
	...families,
	...[...new Set<Hand>([hand, 'sc', 'tc', 'jp', 'kr'])].map((name) => han[name]),
	...signs
];

/** A font file, in both weights; a family of signs has one. All measures are thousandths of its size. */
export interface Face {
	regular: Font;
	bold: Font;
	has(point: number): boolean;
}

interface Slice {
	path: string;
	/** First and last of each range of characters it is made for. */
	ranges: [number, number][];
}

const require = createRequire(import.meta.url);
const read = new Map<string, Promise<Face>>();
const known = new Map<string, Slice[]>();

function once<Value>(kept: Map<string, Value>, name: string, make: () => Value): Value {
	const value = kept.get(name) ?? make();
	kept.set(name, value);
	return value;
}

async function opened(files: { regular: Uint8Array; bold: Uint8Array | null }): Promise<Face> {
	const { Blob, Face, Font, Variation } = await import('harfbuzzjs');
	const fontOf = (face: HarfBuzzFace, weight?: number) => {
		const font = new Font(face);
		font.setScale(1000, 1000);
		if (weight) font.setVariations([new Variation('wght', weight)]);
		return font;
	};
	const face = new Face(new Blob(files.regular));
	const varies = 'wght' in face.getAxisInfos();
	const points = new Set(face.collectUnicodes());
	return {
		regular: fontOf(face, varies ? 400 : undefined),
		bold: files.bold
			? fontOf(new Face(new Blob(files.bold)))
			: fontOf(face, varies ? 700 : undefined),
		has: (point) => points.has(point)
	};
}

const bytesOf = (url: string): Uint8Array => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

/** Latin, Greek, Cyrillic and the signs of medicine. */
const common = (): Promise<Face> =>
	once(read, 'common', () => opened({ regular: bytesOf(regular), bold: bytesOf(bold) }));

function packaged(path: string): Promise<Face> {
	return once(read, path, async () => {
		const { default: decompress } = await import('woff2-encoder/decompress');
		return opened({ regular: await decompress(await readFile(path)), bold: null });
	});
}

function slicesOf(family: string): Slice[] {
	return once(known, family, () => {
		const name = family.slice(family.indexOf('/') + 1);
		const weight = family.startsWith('@fontsource-variable/') ? 'wght' : '400';
		const subsets = require(`${family}/unicode.json`) as Record<string, string>;
		return Object.entries(subsets)
			.filter(([subset]) => isOwn(family, subset))
			.map(([subset, ranges]) => ({
				path: require.resolve(
					`${family}/files/${name}-${subset.replace(/[[\]]/g, '')}-${weight}-normal.woff2`
				),
				ranges: ranges.split(',').map((range) => {
					const [first = '', last = first] = range.replace('U+', '').split('-');
					return [parseInt(first, 16), parseInt(last, 16)];
				})
			}));
	});
}

/** Every family brings Latin letters along, and some the next one's: those of its own are what it is asked for. */
const isOwn = (family: string, subset: string): boolean =>
	family === families[0] ||
	family === signs[0] ||
	!/^(latin|cyrillic|greek|vietnamese)/.test(subset);

/** The fonts a document needs, once they are read. */
export class Faces {
	readonly #common: Face;
	readonly #chosen = new Map<string, Face | null>();

	private constructor(face: Face) {
		this.#common = face;
	}

	/** Reads what these texts need. */
	static async for(texts: Iterable<string>): Promise<Faces> {
		const faces = new Faces(await common());
		for (const text of texts) {
			const hand = handOf(text);
			for (const letter of new Set(text)) await faces.#choose(hand, letter.codePointAt(0) ?? 0);
		}
		return faces;
	}

	/** The font of a character, or null when no font has it. */
	of(hand: Hand, point: number): Face | null {
		return this.#common.has(point) ? this.#common : (this.#chosen.get(hand + point) ?? null);
	}

	isCommon(face: Face): boolean {
		return face === this.#common;
	}

	async #choose(hand: Hand, point: number): Promise<void> {
		if (this.#common.has(point) || this.#chosen.has(hand + point)) return;
		this.#chosen.set(hand + point, await this.#search(hand, point));
	}

	async #search(hand: Hand, point: number): Promise<Face | null> {
		for (const family of inOrder(hand)) {
			for (const { path, ranges } of slicesOf(family)) {
				if (!ranges.some(([first, last]) => first <= point && point <= last)) continue;
				const face = await packaged(path);
				// A slice is named for more than the family has.
				if (face.has(point)) return face;
			}
		}
		return null;
	}
}
