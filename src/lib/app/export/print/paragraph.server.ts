import type { Cluster, Shaper, Weight } from './shape.server';

/** A line as it is drawn, from left to right; measures are thousandths of its size. */
export interface Line {
	clusters: Cluster[];
	width: number;
	/** Whether it begins at the right. */
	rightToLeft: boolean;
}

/** Written without spaces: a line may end between two words, or two characters. */
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What does not begin a line, and what does not end one. */
const closing =
	/^[\p{Pe}\p{Pf}\p{Mn}\p{Mc}、。，．！？：；・…々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ!?,.:;%]/u;
const opening = /[\p{Ps}\p{Pi}]$/u;

const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Where a line may end: behind spaces and hyphens, and between words that have no space between them. */
function breaksOf(text: string): Set<number> {
	const breaks = new Set<number>();
	let before = '';
	for (const { segment, index } of words.segment(text)) {
		const spaced = /\s$/.test(before) && !/^\s/.test(segment);
		const joined =
			/[^\s][-\u2010\u2013\u2014/]$/.test(text.slice(0, index)) && /^[\p{L}]/u.test(segment);
		const between =
			(unspaced.test(before) || unspaced.test(segment)) &&
			!/^\s/.test(segment) &&
			!closing.test(segment) &&
			!opening.test(before);
		if (index > 0 && (spaced || joined || between)) breaks.add(index);
		before = segment;
	}
	return breaks;
}

/** Cuts a text into lines of a width; a line feed in it ends one too. */
export function linesOf(shaper: Shaper, text: string, width: number, weight: Weight): Line[] {
	return text.split('\n').flatMap((paragraph) => {
		const { runs, rightToLeft } = shaper.runs(paragraph);
		const clusters = runs
			.flatMap((run) => shaper.clusters(paragraph, run, weight))
			.sort((a, b) => a.at - b.at);
		return endsOf(paragraph, clusters, width).map(([start, end]): Line => {
			const drawn = shaper.line(paragraph, runs, start, end, weight);
			return {
				clusters: drawn,
				width: drawn.reduce((sum, { advance }) => sum + advance, 0),
				rightToLeft
			};
		});
	});
}

/** Where lines begin and end; spaces at an end are not part of the line. */
function endsOf(text: string, clusters: readonly Cluster[], width: number): [number, number][] {
	const breaks = breaksOf(text);
	const ends: [number, number][] = [];
	const trimmed = (start: number, end: number) => start + text.slice(start, end).trimEnd().length;
	let start = 0;
	let place = 0;
	let filled = 0;
	/** The last place where the line may end, and how much was on it by then. */
	let last: { at: number; filled: number } | null = null;
	while (place < clusters.length) {
		const cluster = clusters[place];
		if (!cluster) break;
		if (cluster.at > start && breaks.has(cluster.at)) last = { at: cluster.at, filled };
		const fits = filled + cluster.advance <= width || !cluster.text.trim();
		if (!fits && cluster.at > start) {
			// A word longer than the line is cut where the line is full.
			const cut: { at: number; filled: number } = last ?? { at: cluster.at, filled };
			ends.push([start, trimmed(start, cut.at)]);
			start = cut.at;
			filled -= cut.filled;
			last = null;
			continue;
		}
		filled += cluster.advance;
		place++;
	}
	ends.push([start, trimmed(start, text.length)]);
	return ends;
}
