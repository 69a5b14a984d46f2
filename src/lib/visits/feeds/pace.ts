/**
 * How often one thing may be asked for: a bucket that holds `burst` askings and fills again at one each
 * `every` milliseconds. Kept in this process, for what is merely a nuisance; forgotten when it has grown
 * past `most` things, so that made-up names cannot fill the memory.
 */
export class Pace {
	#buckets = new Map<string, { left: number; at: number }>();
	#burst: number;
	#every: number;
	#most: number;

	constructor({ burst, every, most = 10_000 }: { burst: number; every: number; most?: number }) {
		this.#burst = burst;
		this.#every = every;
		this.#most = most;
	}

	/** Seconds to wait; 0 when it may be done now, and then it counts as done. */
	wait(name: string, now: number = Date.now()): number {
		const bucket = this.#buckets.get(name) ?? { left: this.#burst, at: now };
		const left = Math.min(this.#burst, bucket.left + (now - bucket.at) / this.#every);
		// Anew at the end: the first of the map is the one asked for longest ago.
		this.#buckets.delete(name);
		if (left < 1) {
			this.#buckets.set(name, { left, at: now });
			return Math.ceil(((1 - left) * this.#every) / 1000);
		}
		this.#buckets.set(name, { left: left - 1, at: now });
		if (this.#buckets.size > this.#most) {
			const [oldest] = this.#buckets.keys();
			if (oldest !== undefined) this.#buckets.delete(oldest);
		}
		return 0;
	}
}
