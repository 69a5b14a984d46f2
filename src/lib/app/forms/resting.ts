import { SvelteSet } from 'svelte/reactivity';

/** Longer than between two clicks of a double click, and than a hand needs to let go. */
const restMs = 1000;
const resting = new SvelteSet<string>();
const ends = new Map<string, ReturnType<typeof setTimeout>>();

/**
 * What was changed by one click rests for a second: the next step's button comes to lie where the last one was, and a
 * second click there would run it.
 */
export function letRest(subject: string): void {
	resting.add(subject);
	clearTimeout(ends.get(subject));
	ends.set(
		subject,
		setTimeout(() => {
			resting.delete(subject);
			ends.delete(subject);
		}, restMs)
	);
}

export const rests = (subject: string | undefined): boolean =>
	subject !== undefined && resting.has(subject);
