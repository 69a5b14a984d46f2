import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** Several visits changed at one go are read again once, after this pause (ms). */
const gatherMs = 60;

/**
 * Tells which visits of the hospital have changed, and when all of it may have. One channel for every
 * doctor on the screen. Make it while a component is being set up; it reports to the page's live mark.
 */
export class CalendarFeed {
	#status = liveStatus();

	/** The function it returns leaves the channel, so that an `$effect` can return it. */
	follow({ onvisits, onstale }: { onvisits: (ids: string[]) => void; onstale: () => void }) {
		let changed: string[] = [];
		let timer: ReturnType<typeof setTimeout> | undefined;
		let everything = false;

		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				const ids = changed;
				changed = [];
				if (everything) onstale();
				else onvisits(ids);
				everything = false;
			}, gatherMs);
		};
		const all = () => {
			everything = true;
			gather();
		};
		const leave = follow(this.#status, 'calendar', {
			events: {
				appointment_changed: ({ appointment_id }) => {
					if (typeof appointment_id !== 'string' || changed.includes(appointment_id)) return;
					changed.push(appointment_id);
					gather();
				},
				hours_changed: all
			},
			onstale: all
		});
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
