/**
 * Which modules the browser gets in one file. Left alone, the bundler makes a file for every set of pages that needs
 * the same modules, and a screen asks for seventy. Here files become one until no screen asks for more than a few,
 * always the two that bring the screens the least they have no use for.
 */

/** Files a screen may share with others. Its entries, layouts and its own file come on top. */
export const most = 14;
/** The same with what those files import, which the screen then asks for as well. */
const mostInAll = 15;
/** What one more file costs a screen, in bytes before compression: asking for it, naming it, a dictionary of its own. */
const request = 2_500;

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

/** How often it is tried again with what is of no use dearer for the screens that got too much. */
const tries = 24;

/** The modules of each file; a file comes after those it imports. */
export function planFiles(graph: Graph): string[][] {
	const needed = neededBy(graph);
	const prices = pricesOf(graph, needed);
	const counts = prices.map(() => most);
	let best = { over: Infinity, files: new Set<File>() };
	for (let nth = 0; nth < tries && best.over > 0; nth++) {
		const files = filesOfSets(graph);
		merge(files, prices, counts);
		let over = 0;
		for (const [screen, { bytes, asked }] of loadsOf(files, needed, graph).entries()) {
			if (asked > mostInAll) {
				over += (asked - mostInAll) * request;
				counts[screen] = Math.max(1, (counts[screen] ?? 1) - 1);
			}
			const more = bytes - (graph.screens[screen] ?? 0);
			if (more <= 0) continue;
			over += more;
			prices[screen] = (prices[screen] ?? 1) * 1.5;
		}
		if (over < best.over) best = { over, files };
	}
	return ordered(best.files).map(({ modules }) => modules);
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

/** How many bytes and shared files each screen asks for, with what it has no use for. */
function loadsOf(files: ReadonlySet<File>, needed: readonly Set<string>[], graph: Graph) {
	const placed = new Map(
		[...files].flatMap((file) => file.modules.map((id) => [id, file] as const))
	);
	return needed.map((ids) => {
		let bytes = 0;
		const asked = new Set<File>();
		for (const id of ids) {
			const file = placed.get(id);
			if (file) asked.add(file);
			else bytes += graph.modules.get(id)?.bytes ?? 0;
		}
		for (const file of asked) {
			bytes += file.bytes;
			for (const needs of file.needs) asked.add(needs);
		}
		return { bytes, asked: asked.size };
	});
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

/**
 * What a byte of no use costs each screen: most where what it needs anyway comes nearest to what it may ask for, next to
 * nothing where there is room.
 */
function pricesOf({ modules, screens }: Graph, needed: readonly Set<string>[]): number[] {
	const full = screens.map((may, screen) => {
		let bytes = 0;
		for (const id of needed[screen] ?? []) bytes += modules.get(id)?.bytes ?? 0;
		return bytes / may;
	});
	const fullest = Math.max(...full);
	return full.map((bytes) => Math.max(0.3, 4 * (bytes / fullest) ** 10));
}

function reached(root: string, modules: Graph['modules']): Set<string> {
	const ids = new Set([root]);
	for (const id of ids) for (const imported of modules.get(id)?.imports ?? []) ids.add(imported);
	return ids;
}

/** Makes two files one as long as that is worth it, or a screen has too many. */
function merge(files: Set<File>, bytePrices: readonly number[], mostOf: readonly number[]): void {
	const pairs = new Pairs([...files], bytePrices);
	const counts = bytePrices.map(() => 0);
	for (const { asked } of files)
		for (const [screen, asks] of asked.entries()) counts[screen] = (counts[screen] ?? 0) + asks;
	let tooMany = 0;
	for (;;) {
		for (const [screen, count] of counts.entries())
			pairs.setFilePrice(screen, request + (count > (mostOf[screen] ?? most) ? tooMany : 0));
		const pair = pairs.best();
		if (pair) {
			const [one, other] = pair;
			for (const [screen, asks] of one.asked.entries())
				if (asks && other.asked[screen]) counts[screen] = (counts[screen] ?? 0) - 1;
			put(other, one, files);
			pairs.made(one, other);
		} else if (counts.some((count, screen) => count > (mostOf[screen] ?? most)) && tooMany < 1e6) {
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

	constructor(
		files: readonly File[],
		readonly bytePrices: readonly number[]
	) {
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

	/** Says that one file is now both. */
	made(both: File, gone: File): void {
		this.#files[this.#files.indexOf(gone)] = null;
		this.#reckon(this.#files.indexOf(both), 0);
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

function put(gone: File, into: File, files: Set<File>): void {
	into.asked = into.asked.map((asks, screen) => asks || (gone.asked[screen] ?? 0));
	into.bytes += gone.bytes;
	into.modules.push(...gone.modules);
	for (const needed of gone.needs) into.needs.add(needed);
	files.delete(gone);
	for (const file of files) if (file.needs.delete(gone)) file.needs.add(into);
	into.needs.delete(into);
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
