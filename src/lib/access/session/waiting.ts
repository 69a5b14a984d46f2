/** What was written down with an item of the inbox, ready to be said. */
export interface WaitingFacts {
	/** A text; empty when there is none. */
	text: (name: string) => string;
	/** A day of the calendar, as it is read; empty when there is none. */
	day: (name: string) => string;
	is: (name: string) => boolean;
}

/**
 * A kind of item in the inbox of doctors and nurses: a room has its own in `inbox.ts`, by the name its row in
 * `private.inbox_sources` has. Read on the server only.
 */
export interface WaitingKind {
	/** What such items are called, above the list of them. */
	name: () => string;
	/** What one item says, beside whom it is about. */
	say: (facts: WaitingFacts) => string;
}

export type WaitingKinds = Record<string, WaitingKind>;
