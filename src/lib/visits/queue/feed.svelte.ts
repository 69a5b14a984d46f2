import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** Calling somebody changes their token and their visit; what is shown is read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when a queue is out of date. Carries no patient data: the page reads again. Make it while a
 * component is being set up; it reports to the page's live mark.
 */
export class QueueFeed {
	#status = liveStatus();

	get state() {
		return this.#status.state;
	}

	/**
	 * Follows `department:<id>:queue`, `patient:<id>` or `queue-display:<id>`; the function it returns
	 * leaves it.
	 */
	follow(topic: string, onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = follow(this.#status, topic, {
			events: { queue_changed: gather },
			onstale: gather
		});
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
