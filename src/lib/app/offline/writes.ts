import { SvelteMap } from 'svelte/reactivity';
import { hospitalReachable } from '$lib/app/live/reachable';

/** Milliseconds: what has waited longer is not sent unasked. The ward has gone on meanwhile. */
const sentUnasked = 10 * 60_000;

interface Waiting {
	submitter: HTMLElement | null;
	/** An instant. */
	since: string;
	/** The connection is back, and it has waited too long to be sent without asking. */
	late: boolean;
}

/**
 * Forms posted without a connection. They stay as they are on their screen, with everything typed in
 * them, and are posted once the hospital answers. Only what cannot have left the device waits: a post
 * that broke off midway is for its form to explain.
 */
export class Writes {
	#forms = new SvelteMap<HTMLFormElement, Waiting>();

	get count(): number {
		return this.#forms.size;
	}

	/** Whether all that waits has waited too long. */
	get late(): boolean {
		return this.count > 0 && [...this.#forms.values()].every(({ late }) => late);
	}

	/** When the first of them was posted. */
	get since(): string | null {
		return this.#forms.values().next().value?.since ?? null;
	}

	/** Whether the post waits; it has then been stopped. */
	hold(event: SubmitEvent): boolean {
		const form = event.target;
		if (navigator.onLine || !(form instanceof HTMLFormElement) || form.method !== 'post') {
			return false;
		}
		event.preventDefault();
		event.stopImmediatePropagation();
		this.#forms.set(form, {
			submitter: event.submitter,
			since: new Date().toISOString(),
			late: false
		});
		return true;
	}

	/** The connection may be back: sends what has not waited too long. */
	async resume(): Promise<void> {
		if (this.count === 0) return;
		await hospitalReachable();
		const now = Date.now();
		for (const [form, waiting] of this.#forms) {
			if (now - Date.parse(waiting.since) <= sentUnasked) this.#send(form, waiting);
			else this.#forms.set(form, { ...waiting, late: true });
		}
	}

	sendAll(): void {
		for (const [form, waiting] of this.#forms) this.#send(form, waiting);
	}

	drop(): void {
		this.#forms.clear();
	}

	#send(form: HTMLFormElement, { submitter }: Waiting): void {
		this.#forms.delete(form);
		if (!form.isConnected) return;
		// The button may have been replaced meanwhile; a form knows only its own.
		const button = submitter?.isConnected && form.contains(submitter) ? submitter : null;
		form.requestSubmit(button);
	}
}
