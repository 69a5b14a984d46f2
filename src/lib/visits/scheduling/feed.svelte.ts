import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** Several visits changed at one go (a clinic called off, a busy morning) are read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when the visits of some doctors or patients, or when they can be visited, are out of date. Carries no patient data: the page reads
 * again. Make it while a component is being set up; it reports to the page's live mark.
 */
export class VisitFeed {
	#status = liveStatus();

	/** Follows topics (`doctor:<id>`, `patient:<id>`); the function it returns leaves them all. */
	follow(topics: readonly string[], onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		// The first of a burst waits, too: reading once after it costs less than reading before and after it.
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = topics.map((topic) =>
			follow(this.#status, topic, {
				events: { appointment_changed: gather, availability_changed: gather },
				onstale: gather
			})
		);
		return () => {
			clearTimeout(timer);
			for (const stop of leave) stop();
		};
	}
}
