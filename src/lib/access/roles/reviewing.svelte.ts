import { untrack } from 'svelte';
import { page } from '$app/state';
import type { Reviewed } from './change';

interface Answer {
	reviewed?: Reviewed;
	refused?: { form: string; message: string | null; reviewed?: Reviewed };
}

/** What a form answered about a change; null for anything else. */
const answerOf = (form: Answer | null): Answer | null =>
	form?.reviewed || form?.refused?.form === 'make' ? form : null;

/**
 * The change a page's last form asked about, until it is made or put aside. Kept here: the page forgets what its forms
 * answered as soon as it is read again, which a live page is at any time. Made while a component is being set up.
 */
export class Reviewing {
	#answer = $state.raw(untrack(() => answerOf(page.form as Answer | null)));

	readonly now = $derived(this.#answer?.reviewed ?? this.#answer?.refused?.reviewed ?? null);

	/** Why what was looked at was not done, and would not be by now. */
	readonly refusal = $derived(this.now ? null : (this.#answer?.refused?.message ?? null));

	constructor() {
		$effect.pre(() => {
			const answer = answerOf(page.form as Answer | null);
			if (answer) this.#answer = answer;
		});
	}

	putAside = (): void => {
		this.#answer = null;
	};
}
