/** What was posted, by field; of several with one name (ticked boxes) all of them. */
export type Values = Record<string, string | string[]>;

/** What a refused form gets back: why, beside which field, and what was typed. */
export interface Refused {
	/** Which form of the page it was: see `PostForm`. */
	form: string;
	message: string | null;
	fields: Record<string, string>;
	values: Values;
	/** Somebody else has changed it since it was read: what is there now has to be looked at first. */
	stale: boolean;
	/** Nothing was done: whoever posted it has to prove first that it is they, in this way. */
	step_up?: 'code' | 'password';
}
