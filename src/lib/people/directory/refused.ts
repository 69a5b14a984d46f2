/** What was typed, by field; a group of checkboxes has several. */
export type Values = Record<string, string[]>;

/** What a refused form gets back: why, beside which field, and what was typed. */
export interface Refused {
	action: string;
	message: string | null;
	fields: Record<string, string>;
	values: Values;
	/** Somebody else has changed it since it was read: what is there now has to be looked at first. */
	stale: boolean;
}
