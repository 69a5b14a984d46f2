import { invalid, StorageError } from './errors.ts';

/** What may be in a key, as on hosted: no control characters, no backslash, no `%` and no `#`. */
const keyPattern = /^[\w/!\-.*'() &$@=;:+,?]+$/;
const bucketPattern = /^[\w.\- ]{1,100}$/;
/** First words of routes: a bucket of such a name could not be reached. */
const reserved = new Set([
	'authenticated',
	'copy',
	'info',
	'list',
	'move',
	'public',
	'sign',
	'upload'
]);

/**
 * The key if it is one; throws InvalidKey. Files are not stored under their keys, so a key cannot
 * leave the storage folder; but policies read folders from keys, and `a/../b` must not pass for a
 * file in `a`.
 */
export function validKey(key: unknown): string {
	if (typeof key === 'string' && key.length <= 1024 && keyPattern.test(key)) {
		const hollow = new Set(['', '.', '..']);
		if (!key.split('/').some((part) => hollow.has(part))) return key;
	}
	throw new StorageError(400, 'InvalidKey', `Invalid key: ${String(key)}`);
}

export function validBucketName(name: unknown): string {
	if (typeof name === 'string' && bucketPattern.test(name) && !reserved.has(name)) return name;
	throw new StorageError(400, 'Invalid Input', `Bucket name invalid: ${String(name)}`);
}

/** Undoes percent-encoding. Throws a refusal, where decodeURIComponent throws a URIError. */
export function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw invalid('The address is not properly encoded');
	}
}
