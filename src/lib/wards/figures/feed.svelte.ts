import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** Figures of weeks do not turn on one bed: they are read again at most once in this while (ms). */
const patience = 60_000;

/** Tells when figures are out of date, at most once a minute. Make it while a component is being set up. */
export class FiguresFeed {
	#status = liveStatus();

	/** Follows `wards` or `ward:<id>`; the function it returns stops. */
	follow(topic: string, onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const later = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, patience);
		};
		const leave = follow(this.#status, topic, { events: { bed_board_changed: later } });
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
