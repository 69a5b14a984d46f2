import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** Tells when a ward's displays were paired or revoked. Make it while a component is being set up. */
export class DisplaysFeed {
	#status = liveStatus();

	/** Follows `ward:<id>`; the function it returns leaves it. */
	follow(wardId: string, onstale: () => void): () => void {
		return follow(this.#status, `ward:${wardId}`, {
			events: { displays_changed: onstale },
			onstale
		});
	}
}
