/**
 * Which modules the browser gets in one file. Left alone, the bundler makes a file for every set of pages that needs
 * the same modules, and a screen asks for seventy. Here files become one until no screen asks for more than a few,
 * always the two that bring the screens the least they have no use for.
 */

/** Files a screen may ask for: those it shares with others, its layouts and its own. */
export const most = 21;
/** What one more file costs a screen, in bytes before compression: asking for it, naming it, a dictionary of its own. */
const request = 2_500;

/**
 * What is tried: the part of a screen's room that files become one in only where there are too many, and how much the
 * room of all is worth, in bytes. What becomes one first decides what fits later, so that which leaves the fewest too many is
 * seen only then.
 */
const tried = [
	{ keep: 0.5, worth: 50_000 },
	{ keep: 0.5, worth: 45_000 },
	{ keep: 0.4, worth: 50_000 },
	{ keep: 0.29, worth: 45_000 },
	{ keep: 0.85, worth: 50_000 },
	{ keep: 0.7, worth: 50_000 }
];

export interface Graph {
	modules: ReadonlyMap<string, Module>;
	/** The modules that files of the bundler's own begin with, and the numbers of the screens that ask for those. */
	entries: ReadonlyMap<string, ReadonlySet<number>>;
	/** The modules that begin what is fetched after the screen. */
	later: ReadonlySet<string>;
	/** How many bytes each screen may ask for: fewer on those opened on telephones. */
	screens: readonly number[];
}

interface Module {
	imports: readonly string[];
	bytes: number;
}

class File {
	readonly modules: string[] = [];
	bytes = 0;
	/** The files it imports. */
	readonly needs = new Set<File>();

	/** Whether each screen asks for it: 1 or 0. */
	constructor(public asked: Uint8Array) {}
}

/** The modules of each file; a file comes after those it imports. */
export function planFiles(graph: Graph): string[][] {
	const needed = neededBy(graph);
	const room = graph.screens.map((may, screen) => may - bytesOf(needed[screen] ?? [], graph));
	const own = graph.screens.map(
		(_, screen) => [...graph.entries.values()].filter((asking) => asking.has(screen)).length
	);
	let best = { tooMany: Infinity, files: new Set<File>() };
	for (const { keep, worth } of tried) {
		const files = filesOfSets(graph);
		merge(files, own, pricesOf(room, worth), room, keep);
		const tooMany = countsOf(files, own).reduce(
			(all, count) => all + Math.max(0, count - most) ** 2,
			0
		);
		if (tooMany < best.tooMany) best = { tooMany, files };
		if (tooMany === 0) break;
	}
	return ordered(best.files).map(({ modules }) => modules);
}

/** How many files each screen asks for. */
function countsOf(files: ReadonlySet<File>, own: readonly number[]): number[] {
	const counts = [...own];
	for (const { asked } of files)
		for (const [screen, asks] of asked.entries()) counts[screen] = (counts[screen] ?? 0) + asks;
	return counts;
}

function bytesOf(ids: Iterable<string>, { modules }: Graph): number {
	let bytes = 0;
	for (const id of ids) bytes += modules.get(id)?.bytes ?? 0;
	return bytes;
}

/** What each screen cannot do without. */
function neededBy({ modules, entries, screens }: Graph): Set<string>[] {
	const needed = screens.map(() => new Set<string>());
	for (const [root, asking] of entries) {
		const ids = reached(root, modules);
		for (const screen of asking) for (const id of ids) needed[screen]?.add(id);
	}
	return needed;
}

/** A file for each set of screens: none gets what it has no use for, and there are far too many. */
function filesOfSets({ modules, entries, later, screens }: Graph): Set<File> {
	const uses = new Map<string, { asked: Uint8Array; roots: number }>();
	for (const root of new Set([...entries.keys(), ...later]))
		for (const id of reached(root, modules)) {
			const use = uses.get(id) ?? { asked: new Uint8Array(screens.length), roots: 0 };
			for (const screen of entries.get(root) ?? []) use.asked[screen] = 1;
			use.roots++;
			uses.set(id, use);
		}

	const bySet = new Map<string, File>();
	const byModule = new Map<string, File>();
	for (const [id, { asked, roots }] of uses) {
		// What only one file needs is in it; what no screen needs at first is left to the bundler.
		if (roots < 2 || entries.has(id) || !asked.includes(1)) continue;
		const set = asked.join('');
		const file = bySet.get(set) ?? new File(asked);
		bySet.set(set, file);
		byModule.set(id, file);
		file.modules.push(id);
		file.bytes += modules.get(id)?.bytes ?? 0;
	}
	for (const [id, file] of byModule)
		for (const imported of modules.get(id)?.imports ?? []) {
			const needed = byModule.get(imported);
			if (needed && needed !== file) file.needs.add(needed);
		}
	return new Set(bySet.values());
}

/** What a byte of no use costs each screen: most where there is least room, next to nothing where there is much. */
const pricesOf = (room: readonly number[], worth: number): number[] =>
	room.map((bytes) => Math.min(30, Math.max(0.2, worth / Math.max(500, bytes))));

function reached(root: string, modules: Graph['modules']): Set<string> {
	const ids = new Set([root]);
	for (const id of ids) for (const imported of modules.get(id)?.imports ?? []) ids.add(imported);
	return ids;
}

/** Makes two files one as long as that is worth it, or a screen has too many, and no screen gets more than it has room for. */
function merge(
	files: Set<File>,
	own: readonly number[],
	bytePrices: readonly number[],
	room: readonly number[],
	keep: number
): void {
	const pairs = new Pairs([...files], bytePrices, room, keep);
	let tooMany = 0;
	for (;;) {
		const counts = countsOf(files, own);
		for (const [screen, count] of counts.entries())
			pairs.setFilePrice(screen, request + (count > most ? tooMany : 0));
		const pair = pairs.best();
		if (pair) {
			pairs.fill(...pair);
			const changed = put(pair[1], pair[0], files);
			pairs.made(pair[1], changed);
		} else if (counts.some((count) => count > most) && tooMany < 1e6) {
			if (tooMany === 0) pairs.giveAllRoom();
			tooMany += request;
		} else return;
	}
}

/** What it is worth to make any two files one, kept up as files become one: worked out anew it would be most of a build. */
class Pairs {
	readonly #files: (File | null)[];
	/** Of the pair (i, j), i < j, at i * count + j. */
	readonly #gains: Float64Array;
	readonly #filePrices: number[];
	/** How many bytes more each screen may get. */
	readonly #room: number[];
	/** What of it is kept for screens that have too many files. */
	#kept: number[];

	constructor(
		files: readonly File[],
		readonly bytePrices: readonly number[],
		room: readonly number[],
		keep: number
	) {
		this.#room = [...room];
		this.#kept = room.map((bytes) => bytes * keep);
		this.#files = [...files];
		this.#gains = new Float64Array(files.length ** 2);
		this.#filePrices = bytePrices.map(() => 0);
		for (const index of files.keys()) this.#reckon(index, index + 1);
	}

	/** Says what one more file costs a screen. */
	setFilePrice(screen: number, price: number): void {
		const more = price - (this.#filePrices[screen] ?? 0);
		if (more === 0) return;
		this.#filePrices[screen] = price;
		const asking = [...this.#files.keys()].filter((index) => this.#files[index]?.asked[screen]);
		for (const [place, index] of asking.entries())
			for (const other of asking.slice(place + 1)) this.#add(index, other, more);
	}

	/** The two files that are worth most as one; none where it is worth nothing. */
	best(): [File, File] | undefined {
		const refused = new Set<number>();
		for (;;) {
			const { found, one, other } = this.#most(refused);
			if (!one || !other) return undefined;
			if (!this.#fits(one, other)) {
				// There will never be more room.
				this.#gains[found] = -Infinity;
				continue;
			}
			if (!needsBehind(one, other) && !needsBehind(other, one)) return [one, other];
			refused.add(found);
		}
	}

	#most(refused: ReadonlySet<number>) {
		const count = this.#files.length;
		let found = -1;
		let gain = 0;
		for (let index = 0; index < count; index++) {
			if (!this.#files[index]) continue;
			for (let at = index * count + index + 1; at < (index + 1) * count; at++) {
				const worth = this.#gains[at] ?? 0;
				if (worth > gain && this.#files[at % count] && !refused.has(at)) {
					found = at;
					gain = worth;
				}
			}
		}
		return {
			found,
			one: this.#files[Math.floor(found / count)],
			other: this.#files[found % count]
		};
	}

	giveAllRoom(): void {
		this.#kept = [];
		for (const index of this.#files.keys()) this.#reckon(index, index + 1);
	}

	#fits(one: File, other: File): boolean {
		const brought = behind(one, other);
		return this.#room.every((room, screen) => {
			const more = moreOf(one, other, brought, screen);
			return more === 0 || more <= room - (this.#kept[screen] ?? 0);
		});
	}

	/** Takes the room that two files as one take. */
	fill(one: File, other: File): void {
		const brought = behind(one, other);
		for (const screen of this.#room.keys())
			this.#room[screen] = (this.#room[screen] ?? 0) - moreOf(one, other, brought, screen);
	}

	/** Says that one file is gone, and which others are not what they were. */
	made(gone: File, changed: ReadonlySet<File>): void {
		this.#files[this.#files.indexOf(gone)] = null;
		for (const file of changed) this.#reckon(this.#files.indexOf(file), 0);
	}

	#add(index: number, other: number, more: number): void {
		const at = index * this.#files.length + other;
		this.#gains[at] = (this.#gains[at] ?? 0) + more;
	}

	/** Works out a file's pairs with all from one on. */
	#reckon(index: number, from: number): void {
		const file = this.#files[index];
		if (!file) return;
		for (let place = from; place < this.#files.length; place++) {
			const other = this.#files[place];
			if (!other || place === index) continue;
			const [low, high] = place < index ? [place, index] : [index, place];
			this.#gains[low * this.#files.length + high] = this.#gainOf(file, other);
		}
	}

	#gainOf(one: File, other: File): number {
		let gain = 0;
		for (let screen = 0; screen < this.bytePrices.length; screen++) {
			const [asksOne, asksOther] = [one.asked[screen], other.asked[screen]];
			if (asksOne && asksOther) gain += this.#filePrices[screen] ?? 0;
			else if (asksOne) gain -= other.bytes * (this.bytePrices[screen] ?? 1);
			else if (asksOther) gain -= one.bytes * (this.bytePrices[screen] ?? 1);
		}
		return gain;
	}
}

/** How many bytes a screen gets that it has no use for when two files become one, with what they bring along. */
function moreOf(one: File, other: File, brought: ReadonlySet<File>, screen: number): number {
	const [asksOne, asksOther] = [one.asked[screen], other.asked[screen]];
	if (asksOne === asksOther) return 0;
	let more = asksOne ? other.bytes : one.bytes;
	for (const file of brought) if (!file.asked[screen]) more += file.bytes;
	return more;
}

/** All files that these import, through others too. */
function behind(...files: readonly File[]): Set<File> {
	const found = new Set<File>();
	for (const { needs } of files) for (const file of needs) found.add(file);
	for (const file of found) for (const needed of file.needs) found.add(needed);
	for (const file of files) found.delete(file);
	return found;
}

/** Whether a file needs another through a third, which that one file would then need in a circle. */
function needsBehind(file: File, other: File): boolean {
	const between = new Set([...file.needs].filter((needed) => needed !== other));
	for (const third of between)
		for (const needed of third.needs) {
			if (needed === other) return true;
			between.add(needed);
		}
	return false;
}

/** Puts the modules of a file into another; gives the files that are asked for by others than before. */
function put(gone: File, into: File, files: Set<File>): Set<File> {
	into.asked = into.asked.map((asks, screen) => asks || (gone.asked[screen] ?? 0));
	into.bytes += gone.bytes;
	into.modules.push(...gone.modules);
	for (const needed of gone.needs) into.needs.add(needed);
	files.delete(gone);
	for (const file of files) if (file.needs.delete(gone)) file.needs.add(into);
	into.needs.delete(into);
	const changed = new Set([into]);
	for (const file of behind(into)) {
		if (!into.asked.some((asks, screen) => asks && !file.asked[screen])) continue;
		file.asked = file.asked.map((asks, screen) => asks || (into.asked[screen] ?? 0));
		changed.add(file);
	}
	return changed;
}

function ordered(files: ReadonlySet<File>): File[] {
	const done = new Set<File>();
	const add = (file: File) => {
		if (done.has(file)) return;
		for (const needed of file.needs) add(needed);
		done.add(file);
	};
	for (const file of files) add(file);
	return [...done];
}
