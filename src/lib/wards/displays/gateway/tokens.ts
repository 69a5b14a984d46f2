import type { KnownDisplay, Upstream } from './upstream.ts';

/** Milliseconds in which the tokens of displays that come at once (after an outage) are gathered. */
const gatherMs = 10;

interface Waiting {
	resolve(display: KnownDisplay | null): void;
	reject(error: unknown): void;
}

/** Asks whose tokens are, many in one call. */
export class Tokens {
	readonly #upstream: Upstream;
	#waiting = new Map<string, Waiting[]>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(upstream: Upstream) {
		this.#upstream = upstream;
	}

	/** Whose token it is; null when it is good no more. Rejects while the database is out of reach. */
	check(token: string): Promise<KnownDisplay | null> {
		return new Promise((resolve, reject) => {
			const waiting = this.#waiting.get(token) ?? [];
			waiting.push({ resolve, reject });
			this.#waiting.set(token, waiting);
			if (this.#timer === undefined) {
				this.#timer = setTimeout(() => void this.#ask(), gatherMs);
			}
		});
	}

	async #ask(): Promise<void> {
		const asked = this.#waiting;
		this.#waiting = new Map();
		this.#timer = undefined;
		try {
			const known = await this.#upstream.check([...asked.keys()]);
			for (const [token, waiting] of asked) {
				for (const { resolve } of waiting) resolve(known.get(token) ?? null);
			}
		} catch (error) {
			for (const waiting of asked.values()) for (const { reject } of waiting) reject(error);
		}
	}
}
