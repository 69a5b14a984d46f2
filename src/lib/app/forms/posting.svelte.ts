import { untrack } from 'svelte';
import { page } from '$app/state';
import { newKey } from './once';
import type { Refused, Values } from './refused';
import { rests } from './resting.svelte';

/** One form of a page: what is in its fields to begin with, and what came of posting it. */
export class Posting<Kept extends Refused = Refused> {
	/** Tells it from the others of the page. */
	readonly id: string;
	/** What is in the fields when the form is drawn, the first of each name. They are the browser's from then on. */
	readonly values: Record<string, string>;
	/** Sent with every try, so that what is done is done once; a new one when it has been done. */
	key = $state(newKey());
	/** What the form is about, where its hidden fields say so. */
	subject: () => string | undefined = () => undefined;
	#sending = $state(false);
	/** Why it was not done. */
	refused = $state.raw<Kept | null>(null);
	/** What is said when no answer came back; what was typed stays, to be sent again. */
	lost = $state<string | null>(null);
	/** Where to sign in again: the session was over, and nothing was done. */
	signIn = $state<string | null>(null);
	#first: Values;

	constructor(id: string, initial: Values = {}) {
		this.id = id;
		// Without a script the answer comes with the page that is drawn after it.
		this.refused = refusedAtFirst<Kept>(id);
		this.#first = this.refused?.values ?? initial;
		this.values = Object.fromEntries(
			Object.entries(this.#first).map(([name, value]) => [
				name,
				typeof value === 'string' ? value : (value[0] ?? '')
			])
		);
	}

	/** A post is under way, or what it is about has just been changed. */
	get busy(): boolean {
		return this.#sending || rests(this.subject());
	}
	set busy(sending: boolean) {
		this.#sending = sending;
	}

	/** What is wrong, by field. */
	get errors(): Record<string, string> {
		return this.refused?.fields ?? {};
	}

	/** Whether a box is ticked when the form is drawn. */
	ticked = (name: string, value = 'yes'): boolean =>
		[this.#first[name] ?? []].flat().includes(value);
}

/** Why a form was refused when the page was drawn: without a script, what it is in has to be open then. */
export function refusedAtFirst<Kept extends Refused = Refused>(id: string): Kept | null {
	const answer = untrack(() => page.form as { refused?: Kept } | null)?.refused;
	return answer?.form === id ? answer : null;
}
