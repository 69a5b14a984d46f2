import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

/** One thing done may touch several items; they are read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when what stands between a patient and the door is out of date: the checklist itself, tasks, alerts,
 * follow-ups. Carries no patient data. Make it while a component is being set up.
 */
export class DischargeFeed {
	#status = liveStatus();

	/** Follows a patient; the function it returns stops. */
	follow(patientId: string, onstale: () => void): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const gather = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				onstale();
			}, gatherMs);
		};
		const leave = follow(this.#status, `patient:${patientId}`, {
			events: {
				discharge_changed: gather,
				care_changed: gather,
				observations_changed: gather,
				follow_up_changed: gather
			},
			onstale: gather
		});
		return () => {
			clearTimeout(timer);
			leave();
		};
	}
}
