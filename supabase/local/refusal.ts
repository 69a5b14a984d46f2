/**
 * Ends a command that cannot go on, with what happened and what to do in words. Causes are shown
 * when `DEBUG` is set.
 */
export function refuse(error: unknown): never {
	console.error(error instanceof Error ? error.message : String(error));
	if (process.env.DEBUG) console.error(error);
	process.exit(1);
}
