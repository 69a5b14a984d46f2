/** A refusal, in the shape storage clients know: `{statusCode, error, message}`. */
export class StorageError extends Error {
	/** The status the client is to see in the body; over HTTP most are 400, as on hosted. */
	readonly statusCode: number;
	readonly error: string;

	constructor(statusCode: number, error: string, message: string) {
		super(message);
		this.statusCode = statusCode;
		this.error = error;
	}
}

export const noSuchObject = () => new StorageError(404, 'not_found', 'Object not found');
export const noSuchBucket = () => new StorageError(404, 'Bucket not found', 'Bucket not found');
export const noSuchRoute = () => new StorageError(404, 'not_found', 'There is nothing here');
export const noTransformation = () =>
	new StorageError(501, 'not_implemented', 'Images are not transformed on this machine');
export const alreadyExists = () =>
	new StorageError(409, 'Duplicate', 'The resource already exists');
export const tooLarge = () =>
	new StorageError(413, 'Payload too large', 'The object exceeded the maximum allowed size');
export const invalid = (message: string) => new StorageError(400, 'invalid_request', message);
export const unauthorized = (message: string) => new StorageError(403, 'Unauthorized', message);

/** What a database error means to the client; undefined when it is nobody's business. */
export function explainDatabaseError(error: unknown): StorageError | undefined {
	const { code, message } = error as { code?: string; message?: string };
	if (code === '42501') {
		return unauthorized(
			message?.includes('row-level security')
				? 'new row violates row-level security policy'
				: 'permission denied'
		);
	}
	if (code === '23505') return alreadyExists();
	if (code === '23503') return noSuchBucket();
	// What the database cannot keep, such as NUL in a text.
	if (code?.startsWith('22')) return invalid('A value cannot be stored');
	return undefined;
}
