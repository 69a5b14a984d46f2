interface Ticking {
	/** Milliseconds between two looks at the clock. */
	every?: number;
	/** Milliseconds by which `now` moves on: a thousand cards need not look at each tick. */
	step?: number;
}

/**
 * The time of a screen, which goes on by itself. Make it while a component is being set up; it stops with it.
 * Give it what the server last said the time was: the screen's is never behind that.
 */
export class Clock {
	/** The browser's time in milliseconds; null on the server, and until the screen has come to life. */
	#ticked = $state.raw<number | null>(null);
	readonly #read: (() => string) | undefined;
	readonly #step: number;
	#stepped = $derived.by(() => {
		const read = this.#read === undefined ? (this.#ticked ?? Date.now()) : Date.parse(this.#read());
		return Math.floor(Math.max(this.#ticked ?? 0, read) / this.#step) * this.#step;
	});
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew at each step, never changed
	readonly now = $derived(new Date(this.#stepped));

	constructor(read?: () => string, { every = 20_000, step = 1 }: Ticking = {}) {
		this.#read = read;
		this.#step = step;
		$effect(() => {
			this.#ticked = Date.now();
			const timer = setInterval(() => (this.#ticked = Date.now()), every);
			return () => clearInterval(timer);
		});
	}

	/** Whole seconds until an instant, at least 0; null where nobody counts: on the server. */
	secondsUntil(instant: string): number | null {
		if (this.#ticked === null) return null;
		return Math.max(0, Math.ceil((Date.parse(instant) - this.#ticked) / 1000));
	}
}
