/** What may be filed, by media type; the bucket's list (supabase/migrations/*_documents.sql) is the same. */
export const mediaTypes = [
	'image/jpeg',
	'image/png',
	'image/webp',
	'application/pdf',
	'text/plain',
	'application/dicom'
] as const;

export type MediaType = (typeof mediaTypes)[number];

/** 25 MB, as the bucket has it. */
export const mostBytes = 26_214_400;

/** First bytes of what has such; of which place in the file. */
const beginnings: readonly [MediaType, at: number, bytes: string][] = [
	['image/jpeg', 0, '\xff\xd8\xff'],
	['image/png', 0, '\x89PNG\r\n\x1a\n'],
	['application/pdf', 0, '%PDF-'],
	['application/dicom', 128, 'DICM']
];

/* A page or a drawing is text as well, but nothing to be read as such. */
const markup = /^\s*<(?:!doctype|html|\?xml|svg|script)/i;
// eslint-disable-next-line no-control-regex -- what no text has
const unwritten = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/**
 * What a file is by its content, whatever its name says; null for what may not be filed. A list of what is allowed
 * needs no library that knows what is not.
 */
export function mediaTypeOf(bytes: Uint8Array): MediaType | null {
	const reads = (at: number, text: string) =>
		bytes.length >= at + text.length &&
		[...text].every((letter, n) => bytes[at + n] === letter.charCodeAt(0));
	const found = beginnings.find(([, at, text]) => reads(at, text));
	if (found) return found[0];
	if (reads(0, 'RIFF') && reads(8, 'WEBP')) return 'image/webp';
	return isText(bytes) ? 'text/plain' : null;
}

function isText(bytes: Uint8Array): boolean {
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return text.trim() !== '' && !unwritten.test(text) && !markup.test(text);
	} catch {
		return false;
	}
}
