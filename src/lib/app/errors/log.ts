/** Whose words are the program's own: all others may quote what somebody typed, or a row of the database. */
const ownWords = new Set(['Error', 'TypeError', 'ReferenceError', 'RangeError']);

/**
 * An error as it may stand in a log: what kind it is and where it arose, and no patient's data. Of a refusal of the
 * database that is the code and the constraint, without its message, details and hint.
 */
export function loggable(error: unknown): string {
	if (!(error instanceof Error)) return `thrown: ${typeof error}`;
	const { name, message, stack = '' } = error;
	const code = 'code' in error ? String(error.code) : '';
	const constraint = /constraint "([\w.]+)"/.exec(message)?.[1];
	const words = ownWords.has(name) && !code ? message : '';
	const what = [
		words ? `${name}: ${words}` : name,
		code && `code ${code}`,
		constraint && `constraint ${constraint}`
	];
	// Before its frames a stack repeats the message.
	const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
	const cause = error.cause === undefined ? [] : [`caused by ${loggable(error.cause)}`];
	return [what.filter(Boolean).join(', '), ...frames, ...cause].join('\n');
}
