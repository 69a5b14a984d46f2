/** A text without case, accents and marks, which whoever types leaves out: "jose" finds "José". */
export const plain = (text: string): string =>
	text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const joined = (text: string) => plain(text).replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Whether texts hold every word that was typed, or one of them all of it without what parts the words: "al rashid",
 * "Al-Rashid" and "alrashid" find each other.
 */
export function holds(texts: readonly (string | null)[], typed: string): boolean {
	const words = plain(typed).split(/\s+/).filter(Boolean);
	const unparted = joined(typed);
	const whole = texts.map((text) => `${plain(text ?? '')} ${joined(text ?? '')}`);
	return (
		words.every((word) => whole.some((text) => text.includes(word))) ||
		// Of "-" alone nothing is left, and nothing is in everything.
		(unparted !== '' && whole.some((text) => text.includes(unparted)))
	);
}
