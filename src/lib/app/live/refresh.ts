import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';
import type { LiveKey } from './keys';

/** What is out of date and not yet being read again. Browser only. */
const stale = new Set<string>();
let reading: Promise<void> | undefined;

/**
 * Reads again what a broadcast has made stale, in one request whatever it is; what becomes stale meanwhile shares one
 * more. It waits for a navigation under way: SvelteKit abandons one when something is invalidated meanwhile, and the
 * broadcast about one's own change arrives just while the form that made it leads on. A read that fails because the
 * hospital is out of reach waits until it is back: see `patient-fetch.ts`.
 */
export function refresh(key: LiveKey): Promise<void> {
	stale.add(key);
	reading ??= readStale().finally(() => (reading = undefined));
	return reading;
}

async function readStale(): Promise<void> {
	while (stale.size > 0) {
		// A broadcast tells all its followers in turn: they have all spoken after this.
		await new Promise((spoken) => setTimeout(spoken));
		// Last, so that no navigation can begin between the look and the reading.
		await navigationOver();
		const keys = new Set(stale);
		stale.clear();
		await invalidate(({ href }) => keys.has(href));
	}
}

/** Reads the whole page again, no sooner than `refresh` would. */
export async function refreshAll(): Promise<void> {
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
