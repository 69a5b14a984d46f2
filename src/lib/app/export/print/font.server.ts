import type { Cluster, Part, Weight } from './shape.server';

/** A closed line of points; those off the curve bend it. */
interface Point {
	x: number;
	y: number;
	on: boolean;
}
type Outline = Point[][];

/** A glyph in a line: how far the next one is from it, and how far the font says. */
export interface Code {
	code: number;
	advance: number;
	nominal: number;
}

interface Drawn {
	outline: Outline;
	advance: number;
	text: string;
}

/** Letters can be buried below marks; a glyph holds so many points and no more. */
const mostParts = 60;

/** Shown for a character no font has: an empty box. What it stands for can still be copied. */
const box: Outline = [
	rectangle(60, 0, 560, 700),
	// Turned the other way: a hole.
	rectangle(110, 50, 510, 650).reverse()
];

function rectangle(left: number, bottom: number, right: number, top: number): Point[] {
	return [
		{ x: left, y: bottom, on: true },
		{ x: left, y: top, on: true },
		{ x: right, y: top, on: true },
		{ x: right, y: bottom, on: true }
	];
}

/**
 * The font of one document, made of all the fonts it is written in: a glyph for each cluster that is drawn. A reader who
 * copies a text is given what its glyphs stand for, one after the other; were a syllable drawn of several, as the
 * scripts of India or a vowel sign need, no program would find its letters in their order again.
 */
export class DocumentFont {
	readonly #weight: Weight;
	readonly #glyphs: Drawn[] = [{ outline: box, advance: 620, text: '' }];
	readonly #numbers = new Map<string, number>();
	readonly #faces = new Map<object, number>();
	readonly #outlines = new Map<object, Map<number, Outline>>();

	constructor(weight: Weight) {
		this.#weight = weight;
	}

	/**
	 * What a cluster is written as, from left to right. One glyph draws it; where it has several letters, the others may
	 * need one each that draws nothing. From right to left they do, since readers turn such a line round glyph by glyph;
	 * and pdf.js takes whatever has a mark for a mark, which has no width.
	 */
	codes({ text, parts, missing, advance, rightToLeft }: Cluster): Code[] {
		const draws = missing && parts.length === 0 ? null : parts.slice(0, mostParts);
		const letters = Array.from(text);
		const [first = '', ...others] = letters;
		if (others.length > 0 && rightToLeft)
			return [
				...others.reverse().map((letter) => this.#silent(letter)),
				this.#code(first, draws, advance)
			];
		if (others.length > 0 && /\p{Mn}/u.test(text))
			return [this.#code(first, draws, advance), this.#silent(others.join(''))];
		return [this.#code(text, draws, advance)];
	}

	#silent(text: string): Code {
		return this.#code(text, [], 0);
	}

	#code(text: string, draws: readonly Part[] | null, advance: number): Code {
		const key = [text, ...(draws?.map((part) => this.#name(part)) ?? ['box'])].join('\n');
		let code = this.#numbers.get(key);
		if (code === undefined) {
			code = this.#glyphs.length;
			this.#numbers.set(key, code);
			const outline = draws ? this.#compose(draws) : box;
			this.#glyphs.push({ outline, advance: Math.round(advance), text });
		}
		return { code, advance, nominal: this.#glyphs[code]?.advance ?? 0 };
	}

	#name({ face, id, x, y }: Part): string {
		const number = this.#faces.get(face) ?? this.#faces.size;
		this.#faces.set(face, number);
		return `${number} ${id} ${x} ${y}`;
	}

	#compose(parts: readonly Part[]): Outline {
		return parts.flatMap((part) =>
			this.#outline(part).map((contour) =>
				contour.map(({ x, y, on }) => ({
					x: Math.round(x + part.x),
					y: Math.round(y + part.y),
					on
				}))
			)
		);
	}

	#outline({ face, id }: Part): Outline {
		const known = this.#outlines.get(face) ?? new Map<number, Outline>();
		this.#outlines.set(face, known);
		const outline = known.get(id) ?? outlineOf(face[this.#weight].glyphToJson(id));
		known.set(id, outline);
		return outline;
	}

	get widths(): number[] {
		return this.#glyphs.map(({ advance }) => advance);
	}

	/** What each code stands for. */
	get texts(): string[] {
		return this.#glyphs.map(({ text }) => text);
	}

	/** As a TrueType file with the tables a PDF needs. */
	file(): Uint8Array {
		const glyphs = this.#glyphs.map(({ outline }) => glyphData(outline));
		const offsets = [0];
		for (const { length } of glyphs) offsets.push((offsets.at(-1) ?? 0) + length);
		const points = this.#glyphs.flatMap(({ outline }) => outline.flat());
		const [left, bottom, right, top] = boundsOf(points);
		const most = (count: (outline: Outline) => number) =>
			Math.max(...this.#glyphs.map(({ outline }) => count(outline)));
		const count = this.#glyphs.length;
		return sfnt({
			glyf: Buffer.concat(glyphs),
			head: Buffer.concat([
				u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5),
				u16(0x0003, 1000),
				Buffer.alloc(16),
				u16(left, bottom, right, top, 0, 8, 2, 1, 0)
			]),
			hhea: Buffer.concat([
				u32(0x00010000),
				u16(1069, -293, 0, Math.max(...this.widths), 0, 0, right, 1, 0, 0, 0, 0, 0, 0, 0, count)
			]),
			hmtx: u16(
				...this.#glyphs.flatMap(({ advance, outline }) => [advance, boundsOf(outline.flat())[0]])
			),
			loca: u32(...offsets),
			maxp: Buffer.concat([
				u32(0x00010000),
				u16(
					count,
					most((outline) => outline.flat().length),
					most((outline) => outline.length)
				),
				u16(0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
			])
		});
	}
}

function outlineOf(path: readonly { type: string; values: number[] }[]): Outline {
	const contours: Outline = [];
	for (const { type, values } of path) {
		const [x = 0, y = 0, endX = 0, endY = 0] = values;
		if (type === 'M') contours.push([{ x, y, on: true }]);
		else if (type === 'L') contours.at(-1)?.push({ x, y, on: true });
		else if (type === 'Q')
			contours.at(-1)?.push({ x, y, on: false }, { x: endX, y: endY, on: true });
		else if (type !== 'Z') throw new Error(`A TrueType font has no curves of kind ${type}`);
	}
	for (const contour of contours) {
		const [first] = contour;
		const last = contour.at(-1);
		if (contour.length > 1 && first?.x === last?.x && first?.y === last?.y && last?.on)
			contour.pop();
	}
	return contours;
}

function boundsOf(points: readonly Point[]): [number, number, number, number] {
	const bounds: [number, number, number, number] = [0, 0, 0, 0];
	for (const [place, { x, y }] of points.entries()) {
		bounds[0] = place ? Math.min(bounds[0], x) : x;
		bounds[1] = place ? Math.min(bounds[1], y) : y;
		bounds[2] = place ? Math.max(bounds[2], x) : x;
		bounds[3] = place ? Math.max(bounds[3], y) : y;
	}
	return bounds;
}

function glyphData(outline: Outline): Buffer {
	const points = outline.flat();
	if (points.length === 0) return Buffer.alloc(0);
	let end = -1;
	const ends = outline.map((contour) => (end += contour.length));
	const steps = (of: 'x' | 'y') =>
		points.map((point, at) => point[of] - (points[at - 1]?.[of] ?? 0));
	const data = Buffer.concat([
		u16(outline.length, ...boundsOf(points), ...ends, 0),
		// Contours may overlap, or readers that count crossings would show holes.
		Buffer.from(points.map(({ on }, at) => (on ? 1 : 0) | (at === 0 ? 0x40 : 0))),
		u16(...steps('x'), ...steps('y'))
	]);
	return Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
}

function u16(...values: number[]): Buffer {
	const bytes = Buffer.alloc(values.length * 2);
	for (const [at, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, at * 2);
	return bytes;
}

function u32(...values: number[]): Buffer {
	const bytes = Buffer.alloc(values.length * 4);
	for (const [at, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, at * 4);
	return bytes;
}

/** Puts tables together, in the order of their names as the format wants. */
function sfnt(tables: Record<string, Buffer>): Uint8Array {
	const names = Object.keys(tables).sort();
	const power = 2 ** Math.floor(Math.log2(names.length));
	const parts = [
		u32(0x00010000),
		u16(names.length, power * 16, Math.log2(power), (names.length - power) * 16)
	];
	let offset = 12 + names.length * 16;
	const bodies: Buffer[] = [];
	for (const name of names) {
		const table = tables[name] ?? Buffer.alloc(0);
		const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
		parts.push(Buffer.from(name, 'latin1'), u32(sumOf(padded), offset, table.length));
		offset += padded.length;
		bodies.push(padded);
	}
	return Buffer.concat([...parts, ...bodies]);
}

function sumOf(table: Buffer): number {
	let sum = 0;
	for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
	return sum;
}
