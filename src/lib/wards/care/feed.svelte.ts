import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** A discharge cancels many tasks; what is shown is read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when what is shown of nursing care is out of date. Carries no patient data: the page reads again. Make it while
 * a component is being set up; it reports to the page's live mark.
 */
export class CareFeed {
	#status = liveStatus();

	/**
	 * Follows `ward:<id>` or `patient:<id>`; the function it returns leaves it. Who lies on a ward, and where, is told as
	 * a change of its board.
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
			events: { care_changed: gather, bed_board_changed: gather, observations_changed: gather },
			onstale: gather
		});
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
