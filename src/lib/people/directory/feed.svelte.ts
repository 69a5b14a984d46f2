import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/**
 * Tells admins when the directory is out of date. Make it while a component is being set up; it reports to
 * the page's live mark.
 */
export class DirectoryFeed {
	#status = liveStatus();

	/** The function it returns leaves the channel, so an `$effect` can return it. */
	follow(onstale: () => void): () => void {
		return follow(this.#status, 'admin', { events: { directory_changed: onstale }, onstale });
	}
}
