import { log } from './log.ts';

interface Window {
	count: number;
	ends: number;
}

/** So many addresses are remembered at most; of more the oldest is forgotten. */
const atMost = 20_000;

/**
 * Counts requests by network address in windows of ten seconds. For strangers only: a hospital sits behind one address, and
 * whoever has signed in is known. Each process counts for itself. The machine's own address is not counted: behind a proxy
 * that was not said to be one (`ADDRESS_HEADER`) it is everybody's.
 */
export class Brake {
	readonly #windows = new Map<string, Window>();
	readonly #most: number;
	readonly #now: () => number;

	readonly #told: () => void;

	/** `told` hears once a window of each address that is to wait, and not which. */
	constructor(most: number, told: () => void, now: () => number = Date.now) {
		this.#most = most;
		this.#told = told;
		this.#now = now;
	}

	/** Counts one; gives the whole seconds to wait if it is one too many, else 0. */
	secondsToWait(address: string): number {
		if (address === '::1' || /^(::ffff:)?127\./.test(address)) return 0;
		const now = this.#now();
		let window = this.#windows.get(address);
		if (!window || window.ends <= now) {
			window = { count: 0, ends: now + 10_000 };
			this.#windows.delete(address);
			this.#windows.set(address, window);
			for (const [oldest] of this.#windows) {
				if (this.#windows.size <= atMost) break;
				this.#windows.delete(oldest);
			}
		}
		window.count += 1;
		if (window.count === this.#most + 1) this.#told();
		return window.count > this.#most ? Math.ceil((window.ends - now) / 1000) : 0;
	}
}

/** What strangers may ask of this process in ten seconds from one address: a lecture hall registering at once gets by. */
export const strangers = new Brake(300, () => log('error', 'braked'));
