import { follow } from '$lib/live/follow';
import { liveStatus } from '$lib/live/status.svelte';

/** A discharge or a swap touches several beds; the board is read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when a board is out of date. Carries no patient data: the page reads again. Make it while a
 * component is being set up; it reports to the page's live mark.
 */
export class WardFeed {
	#status = liveStatus();

	/** Follows topics (`ward:<id>`, `wards`); the function it returns leaves them all. */
	follow(topics: readonly string[], onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = topics.map((topic) =>
			follow(this.#status, topic, { events: { bed_board_changed: gather }, onstale: gather })
		);
		return () => {
			clearTimeout(timer);
			for (const stop of leave) stop();
		};
	}
}
