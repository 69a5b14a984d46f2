/** What parts the elements of a GS1 code. */
const separator = '\u001d';

/** The GTIN of what a scanner read off a pack, as 14 digits; null where there is none. The database reads it again. */
export function gtinOf(code: string): string | null {
	const read = code.trim().replace(/^\](d2|C1|e0|Q3)/, '');
	if (/^(\d{8}|\d{12,14})$/.test(read)) return read.padStart(14, '0');
	// In a GS1 code it is what is called 01, at the beginning of a part.
	const parts = read.replaceAll('(01)', `${separator}01`).split(separator);
	return parts.map((part) => /^01(\d{14})/.exec(part)?.[1]).find(Boolean) ?? null;
}

/** Whether it is the number of a record, as wristbands and labels have it. */
export const isMrn = (code: string) => /^LN\d{8}$/i.test(code.trim());

/** Keys of a scanner that is read as a keyboard: quicker than anybody types, and ended with Enter. */
export class Wedge {
	#read = '';
	#last = 0;

	/** Takes a key and when it came; gives the code when one is whole. */
	key(key: string, at: number): string | null {
		// Nobody types eight keys a twentieth of a second apart.
		if (at - this.#last > 60) this.#read = '';
		this.#last = at;
		if (key === 'Enter') {
			const code = this.#read;
			this.#read = '';
			return code.length >= 8 ? code : null;
		}
		if (key.length === 1) this.#read += key;
		return null;
	}
}
