import { getContext, setContext, untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

interface Skip {
	label: string;
	go: () => void;
}

/** What the keyboard may jump to from the top of a page, besides its content: what is on the page says so itself. */
class Skips {
	#all = $state.raw<readonly Skip[]>([]);

	get all() {
		return this.#all;
	}

	/** Called while something is drawn: untracked, or it would be drawn again for each. */
	add(skip: Skip): () => void {
		const change = (next: (all: readonly Skip[]) => readonly Skip[]) =>
			untrack(() => (this.#all = next(this.#all)));
		change((all) => [...all, skip]);
		return () => change((all) => all.filter((other) => other !== skip));
	}
}

const above = Symbol('skips');

export const provideSkips = (): Skips => setContext(above, new Skips());

/**
 * Offers to jump to where the element leads. Asked for when a component begins; a part that is shown by itself has
 * no page to offer it on. Nothing is offered without a label.
 */
export function skipping(
	label: string | null,
	goalOf: (element: HTMLElement) => HTMLElement | null | undefined
): Attachment<HTMLElement> {
	const skips = getContext<Skips | undefined>(above);
	return (element) =>
		label === null ? undefined : skips?.add({ label, go: () => goalOf(element)?.focus() });
}
