/** What a refused form gets back: why, beside which field, and what was typed. */
export interface Refused {
	/** Which form of the page it was: see `PostForm`. */
	form: string;
	message: string | null;
	fields: Record<string, string>;
	values: Record<string, string>;
}
