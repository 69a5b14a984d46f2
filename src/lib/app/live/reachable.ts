import { resolve } from '$app/paths';

/** Milliseconds between two looks, on the average. */
const patience = 500;

let looking: Promise<void> | undefined;

/**
 * Resolves once the app answers and the database behind it does. However many wait for it, one looks; and the
 * screens of a whole hospital, which lost it at the same moment, do not all look at the same moment.
 */
export function hospitalReachable(): Promise<void> {
	looking ??= look().finally(() => (looking = undefined));
	return looking;
}

async function look(): Promise<void> {
	for (;;) {
		const answer = await fetch(resolve('/reachable'), { cache: 'no-store' }).catch(() => null);
		if (answer?.ok) return;
		await anotherWhile(patience);
	}
}

/** Between half of `ms` milliseconds and one and a half. */
export const anotherWhile = (ms: number): Promise<void> =>
	new Promise((over) => setTimeout(over, ms * (0.5 + Math.random())));
