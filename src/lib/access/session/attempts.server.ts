/**
 * Wrong passwords cost time here as well as in the database's hook, which not every plan of hosted Supabase has; and all
 * sign-ins through this server come from one address there, so that a limit by address would lock everybody out. Each
 * process counts for itself: with several, whoever guesses has as many tries more.
 */

interface Failures {
	count: number;
	/** Milliseconds since 1970: until when nobody may try, and until when it is remembered. */
	until: number;
	remembered: number;
}

interface Limit {
	/** So many are free. */
	free: number;
	firstWait: number;
	longestWait: number;
}

const minute = 60_000;
/** As the hook has it: the fifth costs a second, each further one twice as long. */
const perAccount: Limit = { free: 4, firstWait: 1000, longestWait: 15 * minute };
/** Somebody who tries one password on many accounts. A hospital sits behind one address, and mistypes as one. */
const perAddress: Limit = { free: 100, firstWait: 1000, longestWait: 5 * minute };
const quiet = 15 * minute;
/** So much is remembered at most; of more the oldest is forgotten. */
const atMost = 20_000;

export class Attempts {
	readonly #failures = new Map<string, Failures>();
	readonly #now: () => number;

	constructor(now: () => number = Date.now) {
		this.#now = now;
	}

	/** Whole seconds until somebody may try again; 0: now. */
	secondsToWait(email: string, address: string): number {
		const until = Math.max(...this.#keys(email, address).map(([key]) => this.#of(key)?.until ?? 0));
		return Math.max(0, Math.ceil((until - this.#now()) / 1000));
	}

	failed(email: string, address: string): void {
		for (const [key, { free, firstWait, longestWait }] of this.#keys(email, address)) {
			const count = (this.#of(key)?.count ?? 0) + 1;
			const now = this.#now();
			const wait = count > free ? Math.min(longestWait, firstWait * 2 ** (count - free - 1)) : 0;
			// Set anew, so that the map's order is that of the last failure.
			this.#failures.delete(key);
			this.#failures.set(key, { count, until: now + wait, remembered: now + wait + quiet });
		}
		for (const [oldest] of this.#failures) {
			if (this.#failures.size <= atMost) break;
			this.#failures.delete(oldest);
		}
	}

	/** The right password: the account starts afresh, the address does not. */
	succeeded(email: string): void {
		this.#failures.delete(`account ${email.toLowerCase()}`);
	}

	#keys(email: string, address: string): [string, Limit][] {
		return [
			[`account ${email.toLowerCase()}`, perAccount],
			[`address ${address}`, perAddress]
		];
	}

	#of(key: string): Failures | undefined {
		const found = this.#failures.get(key);
		return found && found.remembered > this.#now() ? found : undefined;
	}
}

/** Of this process. Who signs in is in no way shared by it, only who may not yet. */
export const attempts = new Attempts();
