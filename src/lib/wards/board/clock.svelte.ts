import { instantOf } from './moments';

const minute = 60_000;

/**
 * The time of a board, to the minute: what its cards say of time changes no sooner, and a thousand cards
 * need not look each time the board is read. Never behind what the server last said.
 */
export class BoardClock {
	#ticked = $state(0);
	#read: () => string;
	#minute = $derived.by(() =>
		Math.floor(Math.max(this.#ticked, Date.parse(this.#read())) / minute)
	);
	readonly now = $derived(instantOf(this.#minute * minute));

	constructor(read: () => string) {
		this.#read = read;
	}

	/** Lets the clock run; the function it returns stops it. */
	run(): () => void {
		const timer = setInterval(() => (this.#ticked = Date.now()), minute / 4);
		return () => clearInterval(timer);
	}
}
