import { createHash } from 'node:crypto';
import {
	changedBeds,
	type BoardChange,
	type DisplayBoard,
	type Pulse,
	type WholeBoard
} from '../protocol.ts';
import { followTopic } from '../../../app/live/topics.ts';
import type { Upstream } from './upstream.ts';

/** Milliseconds. */
const times = {
	/** Changes within this time of each other are read once. */
	gather: 40,
	/** After a reading that failed. */
	retry: [250, 500, 1000],
	/** Between two readings while the channel is silent, and while it is live: days end, reservations lapse. */
	unheard: 2000,
	heard: 60_000,
	/** How often the database is told which displays are there, and asked whether they may be. */
	roll: 30_000
};

export interface WardListener {
	/** Tokens of the displays that are connected here. */
	tokens(): readonly string[];
	/** Everything is different: rooms were changed, or nothing was known. */
	onboard(whole: WholeBoard): void;
	onchange(change: BoardChange): void;
	onpulse(pulse: Pulse): void;
	/** These tokens are good no more. */
	onrevoked(tokens: readonly string[]): void;
}

/** The same board has the same fingerprint in every process. */
const fingerprint = (board: DisplayBoard) =>
	createHash('sha256').update(JSON.stringify(board)).digest('base64url').slice(0, 22);

/** One ward, followed once and read once a change, however many displays show it. */
export class Ward {
	readonly #upstream: Upstream;
	readonly #listener: WardListener;
	#shown: { version: string; board: DisplayBoard } | undefined;
	#topic: string | undefined;
	#unfollow: (() => void) | undefined;
	#heard = false;
	#fresh = false;
	#live = false;
	#closed = false;
	#failures = 0;
	#reading = false;
	#again = false;
	#lastRead = 0;
	/** When the next reading is to be. */
	#due = Infinity;
	#timer: ReturnType<typeof setTimeout> | undefined;
	readonly #roll: ReturnType<typeof setInterval>;

	constructor(upstream: Upstream, listener: WardListener) {
		this.#upstream = upstream;
		this.#listener = listener;
		this.#roll = setInterval(() => void this.callRoll(), times.roll);
		this.#soon(0);
	}

	/** What is shown now; undefined until it was read for the first time. */
	get whole(): WholeBoard | undefined {
		return this.#shown && { ...this.pulse, ...this.#shown };
	}

	get pulse(): Pulse {
		return { live: this.#live, now: Date.now() };
	}

	/** Somebody looks again after nobody did. */
	wake(): void {
		this.#soon(0);
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		clearInterval(this.#roll);
		this.#unfollow?.();
	}

	/** Asks whether the displays here may still be, and sends away those that may not. */
	async callRoll(): Promise<void> {
		const tokens = this.#listener.tokens();
		if (this.#closed || tokens.length === 0) return;
		try {
			const known = await this.#upstream.check(tokens);
			const gone = tokens.filter((token) => !known.has(token));
			if (gone.length > 0) this.#listener.onrevoked(gone);
		} catch {
			// Out of reach: the reading will notice, and the roll is called again.
		}
	}

	/** Reads after `wait` milliseconds, unless it is to happen sooner anyway. */
	#soon(wait: number): void {
		if (this.#closed) return;
		if (this.#reading) {
			this.#again = true;
			return;
		}
		const due = Date.now() + wait;
		if (due >= this.#due) return;
		this.#due = due;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#read(), wait);
	}

	/** Something has changed: at once when it was quiet, else together with what else happens. */
	#stale(): void {
		this.#soon(Math.max(0, this.#lastRead + times.gather - Date.now()));
	}

	async #read(): Promise<void> {
		this.#reading = true;
		this.#again = false;
		this.#due = Infinity;
		this.#lastRead = Date.now();
		let pause: number | undefined;
		try {
			pause = await this.#readOnce();
			this.#failures = 0;
		} catch {
			this.#fresh = false;
			pause = times.retry[Math.min(this.#failures, times.retry.length - 1)];
			this.#failures += 1;
		}
		this.#reading = false;
		this.#feel();
		if (this.#again) this.#stale();
		else if (pause !== undefined) this.#soon(pause);
	}

	/** Reads with the first token that is good; gives the time until the next look. */
	async #readOnce(): Promise<number | undefined> {
		const [token] = this.#listener.tokens();
		// Nobody looks: the next display that comes starts it again.
		if (token === undefined) return undefined;
		const read = await this.#upstream.board(token);
		if (this.#closed) return undefined;
		if (!read) {
			this.#listener.onrevoked([token]);
			return 0;
		}
		if (read.topic !== this.#topic) this.#follow(read.topic);
		this.#fresh = true;
		this.#tell(read.board);
		return this.#heard ? times.heard : times.unheard;
	}

	#tell(board: DisplayBoard): void {
		const version = fingerprint(board);
		const before = this.#shown;
		if (before?.version === version) return;
		this.#shown = { version, board };
		const beds = before && changedBeds(before.board, board);
		if (before && beds) {
			this.#listener.onchange({ ...this.pulse, from: before.version, version, beds });
		} else {
			this.#listener.onboard({ ...this.pulse, version, board });
		}
	}

	/** Joins the ward's channel, which is another one after a display of the ward was revoked. */
	#follow(topic: string): void {
		this.#unfollow?.();
		this.#topic = topic;
		this.#heard = false;
		this.#unfollow = followTopic(this.#upstream.client, topic, {
			events: {
				board_changed: () => this.#stale(),
				displays_changed: () => {
					void this.callRoll();
					this.#stale();
				}
			},
			// What was said while nobody listened is not said again.
			onstale: () => this.#soon(0),
			onstatus: (state) => {
				if (this.#topic !== topic || this.#closed) return;
				this.#heard = state === 'live';
				if (!this.#heard) {
					this.#feel();
					this.#soon(times.unheard);
				}
			}
		});
	}

	/** Live is: it hears of changes, and the last reading went well after it began to hear. */
	#feel(): void {
		const live = this.#heard && this.#fresh;
		if (live === this.#live || this.#closed) return;
		this.#live = live;
		this.#listener.onpulse(this.pulse);
	}
}
