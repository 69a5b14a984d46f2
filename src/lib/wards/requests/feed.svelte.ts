import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** Placing somebody changes a request and two beds; the queue is read again once, after this pause (ms). */
const gatherMs = 60;

/** Tells when the queue, or what beds it could be given, is out of date: on the topic of all wards. */
export class BedRequestFeed {
	#status = liveStatus();

	/** Follows the wards; the function it returns stops that. */
	follow(onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = follow(this.#status, 'wards', {
			events: { bed_request_changed: gather, bed_board_changed: gather },
			onstale: gather
		});
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
