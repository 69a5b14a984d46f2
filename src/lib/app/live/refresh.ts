import { invalidate, invalidateAll } from '$app/navigation';
import { resolve } from '$app/paths';
import { navigating } from '$app/state';

/** Milliseconds between two looks whether the hospital can be reached again. */
const patience = 500;

/** What is being read again, by key; `again` when it has become stale once more. Browser only. */
const running = new Map<string, { again: boolean }>();

/**
 * Reads again what a broadcast has made stale; broadcasts that come meanwhile share one more reading.
 *
 * It waits for a navigation under way: SvelteKit abandons one when something is invalidated meanwhile,
 * and the broadcast about one's own change arrives just while the form that made it leads on. And it
 * waits until the hospital can be reached: a load that fails would replace the page, and what is typed
 * in it, by an error, when all that is wrong is that the news is late.
 */
export async function refresh(key: string): Promise<void> {
	const current = running.get(key);
	if (current) {
		current.again = true;
		return;
	}
	const run = { again: true };
	running.set(key, run);
	try {
		while (run.again) {
			await hospitalReachable();
			// Last, so that no navigation can begin between the look and the reading.
			await navigationOver();
			run.again = false;
			await invalidate(key);
		}
	} finally {
		running.delete(key);
	}
}

/** Reads the whole page again, for the same reasons no sooner than `refresh` would. */
export async function refreshAll(): Promise<void> {
	await hospitalReachable();
	await navigationOver();
	await invalidateAll();
}

async function navigationOver(): Promise<void> {
	let over: Promise<void> | null = null;
	// An abandoned navigation may stay on show after its end; it is waited for once.
	while (navigating.complete && navigating.complete !== over) {
		over = navigating.complete;
		// Whether it arrived does not matter.
		await over.catch(() => {});
	}
}

/** Resolves once the app answers and the database behind it does. */
export async function hospitalReachable(): Promise<void> {
	for (;;) {
		const answer = await fetch(resolve('/reachable'), { cache: 'no-store' }).catch(() => null);
		if (answer?.ok) return;
		await new Promise((wait) => setTimeout(wait, patience));
	}
}
