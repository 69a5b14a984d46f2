/** One change of a text: at `index`, `remove` characters go and `insert` comes. In UTF-16 units, as the browser counts. */
export interface Edit {
	index: number;
	remove: number;
	insert: string;
}

/** What Yjs says of a change of a text. */
export type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[];

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** Whether cutting a text here would tear a character of two units in half. */
const tears = (text: string, index: number) =>
	index > 0 &&
	index < text.length &&
	isHigh(text.charCodeAt(index - 1)) &&
	isLow(text.charCodeAt(index));

/**
 * The change that made `before` into `after`, or null. Where letters repeat there are several answers ("oo" became
 * "ooo"); `caret`, where the caret stands now, tells which one was typed.
 */
export function editBetween(
	before: string,
	after: string,
	caret: number = after.length
): Edit | null {
	if (before === after) return null;
	const shorter = Math.min(before.length, after.length);
	let tail = 0;
	// What stands behind the caret was there before.
	const mostTail = Math.min(shorter, Math.max(0, after.length - caret));
	while (
		tail < mostTail &&
		before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
	) {
		tail++;
	}
	while (tail > 0 && (tears(before, before.length - tail) || tears(after, after.length - tail))) {
		tail--;
	}
	let head = 0;
	while (head < shorter - tail && before.charCodeAt(head) === after.charCodeAt(head)) head++;
	while (head > 0 && (tears(before, head) || tears(after, head))) head--;
	return {
		index: head,
		remove: before.length - tail - head,
		insert: after.slice(head, after.length - tail)
	};
}

/** Where a place between characters is after a change. What comes in right there comes behind it. */
export function movedPlace(delta: Delta, place: number): number {
	let at = 0;
	let moved = place;
	for (const { retain, insert, delete: removed } of delta) {
		if (retain !== undefined) at += retain;
		else if (typeof insert === 'string') moved += at < place ? insert.length : 0;
		else if (removed !== undefined) {
			moved -= Math.min(Math.max(place - at, 0), removed);
			at += removed;
		}
		if (at > place) break;
	}
	return moved;
}

/** Where the character at an index is after a change; null when it was removed. */
export function movedCharacter(delta: Delta, index: number): number | null {
	let at = 0;
	let moved = index;
	for (const { retain, insert, delete: removed } of delta) {
		if (retain !== undefined) at += retain;
		else if (typeof insert === 'string') moved += at <= index ? insert.length : 0;
		else if (removed !== undefined) {
			if (at <= index && index < at + removed) return null;
			moved -= at < index ? removed : 0;
			at += removed;
		}
		if (at > index) break;
	}
	return moved;
}
