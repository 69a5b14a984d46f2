import type { Content } from './content';

/** Words that the hospital's server has not got yet, on this device and for whoever typed them. */
export interface Kept {
	staffId: string;
	version: number;
	base: Content;
	content: Content;
	reason: string;
	at: string;
}

/** Milliseconds: what nobody came back for is no longer theirs to find. */
const keptFor = 7 * 24 * 3_600_000;
const placeOf = (noteId: string) => `lantern:note:${noteId}`;

export function keepWords(noteId: string, words: Omit<Kept, 'at'>): void {
	try {
		const kept: Kept = { ...words, at: new Date().toISOString() };
		localStorage.setItem(placeOf(noteId), JSON.stringify(kept));
	} catch {
		// Full, or forbidden: the page itself still has them, and asks before it is left.
	}
}

export function forgetWords(noteId: string): void {
	try {
		localStorage.removeItem(placeOf(noteId));
	} catch {
		// As above.
	}
}

/** What this colleague typed here and the server has not got; another's stays for them. */
export function keptWords(noteId: string, staffId: string, now: Date): Kept | null {
	try {
		const kept = JSON.parse(localStorage.getItem(placeOf(noteId)) ?? 'null') as Kept | null;
		if (kept?.staffId !== staffId) return null;
		if (now.getTime() - Date.parse(kept.at) < keptFor) return kept;
		forgetWords(noteId);
	} catch {
		// What cannot be read is nothing.
	}
	return null;
}
