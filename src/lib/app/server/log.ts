/**
 * The app's log: a line of JSON for each thing that happened, to be read by programs. What is written is ours alone: kinds of
 * errors, ids, routes as patterns. Never an address, what somebody typed, or what the database said.
 */

type Level = 'info' | 'error';
type Fields = Record<string, string | number | boolean | null | undefined>;

/** Writes a line: errors where errors go, the rest beside them. */
export function log(level: Level, event: string, fields: Fields = {}): void {
	const line = JSON.stringify({ at: new Date().toISOString(), level, event, ...fields });
	if (level === 'error') console.error(line);
	else console.log(line);
}

/** The id by which a request is found in every log it goes through: the proxy's, if it has given it one. */
export function requestId(headers: Headers): string {
	const given = headers.get('x-request-id') ?? '';
	return /^[0-9a-zA-Z-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}
