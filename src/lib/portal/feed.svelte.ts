import { follow } from '$lib/live/follow';
import { liveStatus } from '$lib/live/status.svelte';

/**
 * Tells when the particulars of some patients, or who sees their records, are out of date. Carries no patient
 * data: the page reads again. Make it while a component is being set up.
 */
export class RecordFeed {
	#status = liveStatus();

	/** Follows records by the ids of their patients; the function it returns leaves them all. */
	follow(patientIds: readonly string[], onstale: () => void): () => void {
		const leave = patientIds.map((id) =>
			follow(this.#status, `record:${id}`, { events: { record_changed: onstale }, onstale })
		);
		return () => {
			for (const stop of leave) stop();
		};
	}

	/** Follows what waits for those who keep the records. */
	followChecks(userId: string, onstale: () => void): () => void {
		return follow(this.#status, `user:${userId}`, { events: { link_request: onstale }, onstale });
	}
}
