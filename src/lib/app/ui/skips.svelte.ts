import { getContext, setContext, untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

interface Skip {
	label: string;
	go: () => void;
}

/** What the keyboard may jump to from the top of a page, besides its content: what is on the page says so itself. */
class Skips {
	all = $state.raw<readonly Skip[]>([]);
}

export const provideSkips = (): Skips => setContext('skips', new Skips());

/**
 * Offers to jump to where the element leads. Asked for when a component begins; a part that is shown by itself has
 * no page to offer it on. Nothing is offered without a label.
 */
export function skipping(
	label: string | null,
	goalOf: (element: HTMLElement) => HTMLElement | null | undefined
): Attachment<HTMLElement> {
	const skips = getContext<Skips | undefined>('skips');
	return (element) => {
		if (!skips || label === null) return;
		const skip: Skip = { label, go: () => goalOf(element)?.focus() };
		// Untracked, or what is drawn would be drawn again for each.
		untrack(() => (skips.all = [...skips.all, skip]));
		return () => untrack(() => (skips.all = skips.all.filter((other) => other !== skip)));
	};
}
