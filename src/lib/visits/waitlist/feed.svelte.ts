import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** One freed time changes several entries: they are read again once, after this pause (ms). */
const gatherMs = 60;

/** What makes a list of wishes, offers or follow-ups out of date. */
const events = ['waitlist_changed', 'follow_up_changed', 'appointment_changed'];

/**
 * Tells when the waiting list or the follow-ups are out of date: on `waitlist` for the desk, on `patient:<id>` and
 * `doctor:<id>` for those concerned. Make it while a component is being set up; it reports to the live mark.
 */
export class WaitlistFeed {
	#status = liveStatus();

	/** Follows the topics; the function it returns leaves them all. */
	follow(topics: readonly string[], onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = topics.map((topic) =>
			follow(this.#status, topic, {
				events: Object.fromEntries(events.map((event) => [event, gather])),
				onstale: gather
			})
		);
		return () => {
			clearTimeout(timer);
			for (const stop of leave) stop();
		};
	}
}
