/** How a toast sounds: an error stays until it is closed, the others leave by themselves. */
type ToastTone = 'success' | 'error' | 'info';

export interface ToastMessage {
	id: number;
	tone: ToastTone;
	title: string;
	description?: string;
	/** Where a click on the toast leads. */
	href?: string;
}

const shownFor = 8000;
const atMost = 4;

/** The short messages in the corner. One per page, handed down by context. */
export class Toasts {
	#messages = $state.raw<ToastMessage[]>([]);
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the page reads the timers
	#timers = new Map<number, ReturnType<typeof setTimeout>>();
	#next = 1;

	get messages(): readonly ToastMessage[] {
		return this.#messages;
	}

	success(title: string, description?: string, href?: string): void {
		this.#add({ tone: 'success', title, description, href });
	}

	info(title: string, description?: string, href?: string): void {
		this.#add({ tone: 'info', title, description, href });
	}

	error(title: string, description?: string, href?: string): void {
		this.#add({ tone: 'error', title, description, href });
	}

	dismiss(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		this.#messages = this.#messages.filter((message) => message.id !== id);
	}

	/** Keeps every toast while somebody reads one. */
	hold(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
	}

	/** Lets the clocks run again. */
	release(): void {
		for (const message of this.#messages) this.#expire(message);
	}

	#add(message: Omit<ToastMessage, 'id'>): void {
		const added = { ...message, id: this.#next++ };
		for (const old of this.#messages.slice(0, -(atMost - 1))) this.dismiss(old.id);
		this.#messages = [...this.#messages, added];
		this.#expire(added);
	}

	#expire(message: ToastMessage): void {
		if (message.tone === 'error') return;
		clearTimeout(this.#timers.get(message.id));
		this.#timers.set(
			message.id,
			setTimeout(() => this.dismiss(message.id), shownFor)
		);
	}
}
