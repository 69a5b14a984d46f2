/** What became of a message that was handed to a provider. */
export type Outcome =
	| { kind: 'accepted'; providerId: string | null }
	/** The provider has certainly not got it; `permanent` if it never will. */
	| { kind: 'refused'; error: string; permanent: boolean }
	/** It may have it: the connection broke before the answer. */
	| { kind: 'unknown'; error: string };

/** What came of looking for one whose fate was open. */
export type Finding =
	| { kind: 'found'; providerId: string | null }
	| { kind: 'missing' }
	/** The provider did not say; worth asking again. */
	| { kind: 'unknown'; error: string }
	/** Too soon: it may still be on its way, or not yet be listed. */
	| { kind: 'early' }
	/** There is nobody to ask. */
	| { kind: 'unknowable' };

/** What an error says, and what was behind it: `fetch` puts the reason there. */
export function wordsOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** A setting that must be there, named in the error if it is not. */
export function required(name: string): string {
	const value = Deno.env.get(name);
	if (!value) throw new Error(`${name} is not set`);
	return value;
}

/** Whether something that was being sent at `since` may be asked for; provider's lists lag behind. */
export function isSettled(since: string, variable: string, usualSeconds: number): boolean {
	const seconds = Number(Deno.env.get(variable) ?? usualSeconds);
	return Date.now() - Date.parse(since) >= seconds * 1000;
}
