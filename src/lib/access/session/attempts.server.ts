/**
 * Wrong passwords cost time, whether the address has an account or not: of an account from one network address, of an
 * account from anywhere, and of an address for whatever account. On a device it has signed in on, an account waits for
 * nobody else's. Each process counts for itself: with several, whoever guesses has as many tries more. What comes to the
 * auth service past this server is braked by its own limits and the database's hook.
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

/** From where somebody tries. */
export interface Origin {
	/** Of the network. */
	address: string;
	/** The device's secret, if the account has signed in on it before. */
	device?: string | undefined;
}

const minute = 60_000;
/** The fifth costs a second, each further one twice as long. */
const perPair: Limit = { free: 4, firstWait: 1000, longestWait: 15 * minute };
/** Somebody who guesses from many addresses, as the hook has it. */
const perAccount: Limit = { free: 99, firstWait: 1000, longestWait: 15 * minute };
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
	secondsToWait(email: string, from: Origin): number {
		const until = Math.max(...limitsOf(email, from).map(([key]) => this.#of(key)?.until ?? 0));
		return Math.max(0, Math.ceil((until - this.#now()) / 1000));
	}

	failed(email: string, from: Origin): void {
		for (const [key, { free, firstWait, longestWait }] of limitsOf(email, from)) {
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

	/** The right password: the account starts afresh from there, the address does not. */
	succeeded(email: string, from: Origin): void {
		for (const [key, limit] of limitsOf(email, from))
			if (limit !== perAddress) this.#failures.delete(key);
	}

	#of(key: string): Failures | undefined {
		const found = this.#failures.get(key);
		return found && found.remembered > this.#now() ? found : undefined;
	}
}

function limitsOf(email: string, { address, device }: Origin): [string, Limit][] {
	const account = `account ${email.toLowerCase()}`;
	if (device) return [[`${account} on ${device}`, perPair]];
	return [
		[`${account} from ${address}`, perPair],
		[account, perAccount],
		[`address ${address}`, perAddress]
	];
}

/** Of this process. Who signs in is in no way shared by it, only who may not yet. */
export const attempts = new Attempts();
