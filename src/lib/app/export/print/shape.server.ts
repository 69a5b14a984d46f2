import bidiFactory from 'bidi-js';
import type * as HarfBuzz from 'harfbuzzjs';
import { handOf, type Face, type Faces, type Hand } from './faces.server';

/** A glyph of a font, moved from where its cluster begins. */
export interface Part {
	face: Face;
	id: number;
	x: number;
	y: number;
}

/**
 * The least that can be told apart in writing: one letter, or several that are drawn as one, with their marks. Measures
 * are thousandths of the size of the text.
 */
export interface Cluster {
	text: string;
	/** Where it begins in the text it is of. */
	at: number;
	advance: number;
	/** None where no font has the character. */
	parts: Part[];
	missing: boolean;
	rightToLeft: boolean;
}

/** Letters in a row that are of one font and go one way. */
interface Run {
	start: number;
	end: number;
	face: Face | null;
	level: number;
}

export type Weight = 'regular' | 'bold';

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Drawn as nothing, by every font: joiners and what chooses between two forms of a sign. */
const silent = /\u200c|\u200d|\p{Variation_Selector}/u;
/** Said to the algorithm of directions alone. */
const isolates = /[\u2068\u2069]/;
const missingWidth = 620;

/** A line or a paragraph, ready to be cut into lines and drawn. */
export class Shaper {
	readonly #harfbuzz: typeof HarfBuzz;
	readonly #faces: Faces;

	constructor(harfbuzz: typeof HarfBuzz, faces: Faces) {
		this.#harfbuzz = harfbuzz;
		this.#faces = faces;
	}

	/** The text's runs in the order of reading, and whether it as a whole goes from right to left. */
	runs(text: string): { runs: Run[]; rightToLeft: boolean } {
		const { levels, paragraphs } = bidi.getEmbeddingLevels(text, 'auto');
		const runs: Run[] = [];
		const add = (start: number, end: number, face: Face | null) => {
			const level = levels[start] ?? 0;
			const last = runs.at(-1);
			if (last && last.end === start && last.face === face && last.level === level) last.end = end;
			else runs.push({ start, end, face, level });
		};
		const hand = handOf(text);
		let face: Face | null = null;
		for (const { segment, index } of graphemes.segment(text)) {
			if (isolates.test(segment)) {
				let at = index;
				for (const letter of segment) {
					if (!isolates.test(letter))
						add(at, at + letter.length, (face = this.#face(hand, letter, face)));
					at += letter.length;
				}
				continue;
			}
			const whole = this.#face(hand, segment, face);
			if (whole) {
				add(index, index + segment.length, (face = whole));
				continue;
			}
			// No font has all of it: each character by itself is nearer to it than nothing.
			let at = index;
			for (const letter of segment) {
				face = this.#face(hand, letter, face);
				add(at, at + letter.length, face);
				at += letter.length;
			}
		}
		return { runs, rightToLeft: ((paragraphs[0]?.level ?? 0) & 1) === 1 };
	}

	/** The font that has all of a grapheme; the one before it when it can, so that less is torn apart. */
	#face(hand: Hand, grapheme: string, before: Face | null): Face | null {
		const points = Array.from(grapheme)
			.filter((letter) => !silent.test(letter))
			.map((letter) => letter.codePointAt(0) ?? 0);
		const hasAll = (face: Face) => points.every((point) => face.has(point));
		const [first] = points;
		if (first === undefined) return before ?? this.#faces.of(hand, 0x20);
		const candidates = points.map((point) => this.#faces.of(hand, point));
		const [preferred] = candidates;
		if (before && preferred && !this.#faces.isCommon(preferred) && hasAll(before)) return before;
		return candidates.find((face) => face && hasAll(face)) ?? null;
	}

	/** The clusters of a run, from left to right. */
	clusters(text: string, run: Run, weight: Weight): Cluster[] {
		const { Buffer, Direction, shape } = this.#harfbuzz;
		const { face } = run;
		const words = text.slice(run.start, run.end);
		const rightToLeft = (run.level & 1) === 1;
		if (!face) return this.#missing(words, run.start, rightToLeft);
		const buffer = new Buffer();
		buffer.addText(words);
		buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
		buffer.guessSegmentProperties();
		shape(face[weight], buffer);

		const clusters: Cluster[] = [];
		const starts = new Map<number, Cluster>();
		for (const glyph of buffer.getGlyphInfosAndPositions()) {
			let cluster = starts.get(glyph.cluster);
			if (!cluster) {
				cluster = {
					text: '',
					at: glyph.cluster,
					advance: 0,
					parts: [],
					missing: false,
					rightToLeft
				};
				starts.set(glyph.cluster, cluster);
				clusters.push(cluster);
			}
			cluster.missing ||= glyph.codepoint === 0;
			cluster.parts.push({
				face,
				id: glyph.codepoint,
				x: cluster.advance + (glyph.xOffset ?? 0),
				y: glyph.yOffset ?? 0
			});
			cluster.advance += glyph.xAdvance ?? 0;
		}
		let end = words.length;
		for (const at of [...starts.keys()].sort((a, b) => b - a)) {
			const cluster = starts.get(at);
			if (cluster) cluster.text = words.slice(at, end);
			end = at;
		}
		for (const cluster of clusters) cluster.at += run.start;
		return clusters;
	}

	#missing(words: string, start: number, rightToLeft: boolean): Cluster[] {
		let at = start;
		const clusters = Array.from(words, (letter): Cluster => {
			const cluster = {
				text: letter,
				at,
				advance: missingWidth,
				parts: [],
				missing: true,
				rightToLeft
			};
			at += letter.length;
			return cluster;
		});
		return rightToLeft ? clusters.reverse() : clusters;
	}

	/** A line's clusters from left to right. */
	line(text: string, runs: readonly Run[], start: number, end: number, weight: Weight): Cluster[] {
		const cut = runs
			.filter((run) => run.start < end && run.end > start)
			.map((run) => ({ ...run, start: Math.max(run.start, start), end: Math.min(run.end, end) }));
		return inSight(cut).flatMap((run) => this.clusters(text, run, weight));
	}
}

/** Runs in the order in which they are seen: what goes from right to left is turned round, from within (UAX 9, L2). */
function inSight(runs: readonly Run[]): Run[] {
	const seen = [...runs];
	const highest = Math.max(0, ...seen.map(({ level }) => level));
	for (let level = highest; level > 0; level--) {
		for (let from = 0; from < seen.length; from++) {
			let to = from;
			while ((seen[to]?.level ?? -1) >= level) to++;
			if (to > from) seen.splice(from, to - from, ...seen.slice(from, to).reverse());
			from = to;
		}
	}
	return seen;
}
