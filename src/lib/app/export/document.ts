/** A part of a document, from top to bottom. */
export type Block =
	| { kind: 'heading'; text: string }
	| { kind: 'text'; text: string }
	| { kind: 'facts'; facts: readonly (readonly [label: string, value: string])[] }
	| { kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[] };

export interface PrintedDocument {
	title: string;
	/** BCP 47, as screen readers want it: en-GB, es-ES. */
	language: 'en-GB' | 'es-ES';
	/** At the top of every page, so that none is lost: who made it, of whom, and the number that says which of the name. */
	head: { from: string; number: string; whose: string };
	/** Words under every page. */
	page: (number: number, of: number) => string;
	blocks: readonly Block[];
}

/** Begins and ends a text whose direction is its own. */
const own = { begin: '\u2068', end: '\u2069' } as const;

/**
 * A name within a sentence: without it, a date after an Arabic name would be read as a part of the name, and be written
 * before it.
 */
export const isolated = (text: string): string =>
	own.begin + text.replace(/[\u2066-\u2069]/g, '') + own.end;

/**
 * Text as it can be printed. Control characters and marks that turn the direction of writing are left out, since they
 * could make a line read as another; those that join letters or hold a text together are not, since they cannot.
 */
export function printable(text: string): string {
	return text
		.normalize('NFC')
		.replace(/\r\n?|[\u2028\u2029]/g, '\n')
		.replaceAll('\t', ' ')
		.replace(/(?!\n|\u200c|\u200d|\u2068|\u2069)[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/gu, '');
}
