import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * Reads again what a broadcast has made stale. Waits for a navigation under way: SvelteKit abandons
 * one when something is invalidated meanwhile, and the broadcast about one's own change arrives just
 * while the form that made it leads on.
 */
export async function refresh(key: string): Promise<void> {
	let over: Promise<void> | null = null;
	// An abandoned navigation may stay on show after its end; it is waited for once.
	while (navigating.complete && navigating.complete !== over) {
		over = navigating.complete;
		// Whether it arrived does not matter.
		await over.catch(() => {});
	}
	await invalidate(key);
}
