/**
 * A refusal the client is told about, with a code of supabase-js's `ErrorCode`. Anything else that
 * is thrown becomes an `unexpected_failure` and is logged instead of shown.
 */
export class AuthError extends Error {
	/** Whether what the transaction wrote so far stands although the request fails. */
	commits = false;

	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly details: Record<string, unknown> = {}
	) {
		super(message);
	}

	/** Keeps what was written: a detected theft must revoke, a counted failure must count. */
	committing(): this {
		this.commits = true;
		return this;
	}
}

export const validationFailed = (message: string) =>
	new AuthError(400, 'validation_failed', message);
export const forbidden = (code: string, message: string) => new AuthError(403, code, message);
export const notFound = (code: string, message: string) => new AuthError(404, code, message);
export const unprocessable = (code: string, message: string) => new AuthError(422, code, message);
