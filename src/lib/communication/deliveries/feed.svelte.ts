import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** A worker settles many messages at one go: they are read again once, after this pause (ms). */
const gatherMs = 300;

/** Tells when the log of messages is out of date. Make it while a component is being set up. */
export class DeliveryFeed {
	#status = liveStatus();

	/** Follows the log; the function it returns leaves it. */
	follow(onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = follow(this.#status, 'deliveries', {
			events: { delivery_changed: gather },
			onstale: gather
		});
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
