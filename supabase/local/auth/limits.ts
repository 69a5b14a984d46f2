import { AuthError } from './errors.ts';
import type { AuthSettings } from './settings.ts';

export type Bucket = 'signIn' | 'refresh' | 'verification' | 'code' | 'factor';
/** Letters to one address: before anybody has proved it, and to an account. */
export type Letters = 'confirmations' | 'links';
type Counted = Bucket | Letters | 'mail' | 'allMail';

interface Window {
	count: number;
	ends: number;
}

const minute = 60_000;
const manyWindows = 10_000;
/** How many network addresses' worth of mail the whole hospital sends. */
const manyAddresses = 10;

/** Counts requests in fixed windows, in memory: a restart forgives, which hurts nobody. */
export class Limits {
	readonly #windows = new Map<string, Window>();
	readonly #pauses = new Map<string, number>();
	readonly #most: Record<Counted, { count: number; within: number }>;
	readonly #mailPause: number;

	constructor({ rate_limit: limits, email }: AuthSettings) {
		this.#mailPause = email.max_frequency;
		this.#most = {
			signIn: { count: limits.sign_in_sign_ups, within: 5 * minute },
			refresh: { count: limits.token_refresh, within: 5 * minute },
			verification: { count: limits.token_verifications, within: 5 * minute },
			// By account, wherever it is tried from. Hosted has no such limit: there a code's length must do.
			code: { count: 5, within: 15 * minute },
			factor: { count: 15, within: minute },
			confirmations: { count: 5, within: 24 * 60 * minute },
			links: { count: 5, within: 60 * minute },
			mail: { count: limits.email_sent, within: 60 * minute },
			allMail: { count: manyAddresses * limits.email_sent, within: 60 * minute }
		};
	}

	/** @throws AuthError 429 when `who` (an address, or a user's id) has asked too often. */
	count(bucket: Bucket, who: string): void {
		if (!this.#fits(bucket, who)) {
			throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
		}
	}

	/**
	 * Counts a mail about to be sent. The pause between two is kept per address asked for, known or
	 * not: were it kept per account, being told to wait would tell that the account exists.
	 *
	 * How many are sent is counted by who asks, so that nobody uses up what others need.
	 *
	 * @throws AuthError 429 with the seconds to wait.
	 */
	countMail(kind: string, email: string, address: string): void {
		const key = `${kind} ${email}`;
		const now = Date.now();
		const wait = (this.#pauses.get(key) ?? 0) + this.#mailPause - now;
		if (wait > 0) {
			const seconds = Math.ceil(wait / 1000);
			throw new AuthError(
				429,
				'over_email_send_rate_limit',
				`For security purposes, you can only request this after ${seconds} seconds.`
			);
		}
		if (!this.#fits('mail', address) || !this.#fits('allMail', '')) {
			throw new AuthError(429, 'over_email_send_rate_limit', 'email rate limit exceeded');
		}
		if (this.#pauses.size >= manyWindows) this.#pauses.clear();
		this.#pauses.set(key, now);
	}

	/**
	 * Whether one more letter goes to an address. What is beyond is not sent and not said: whoever asks in another's name
	 * fills no mailbox, and takes nothing from its owner, in whose hands the letters before are as good.
	 */
	mayWrite(letters: Letters, email: string): boolean {
		return this.#fits(letters, email);
	}

	#fits(bucket: Counted, who: string): boolean {
		const { count, within } = this.#most[bucket];
		const key = `${bucket} ${who}`;
		const now = Date.now();
		const current = this.#windows.get(key);
		if (current && now < current.ends) return ++current.count <= count;
		if (this.#windows.size >= manyWindows) this.#forget(now);
		this.#windows.set(key, { count: 1, ends: now + within });
		return true;
	}

	#forget(now: number) {
		for (const [key, window] of this.#windows) {
			if (window.ends <= now) this.#windows.delete(key);
		}
	}
}
