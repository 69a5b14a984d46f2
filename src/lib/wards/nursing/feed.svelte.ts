import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';

interface Stale {
	/** Who, where, and the newest score. */
	onstay: () => void;
	/** The observations and alerts. */
	onobservations: () => void;
}

/** One command touches several things; what it made stale is read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when what a screen shows of a patient's stay is out of date. Carries no patient data: the page reads
 * again. Make it while a component is being set up; it reports to the page's live mark.
 */
export class StayFeed {
	#status = liveStatus();

	/**
	 * Follows the patient and, for who sees its board (else null), the ward, where moves and discharges are told. The
	 * function it returns leaves both.
	 */
	follow(patientId: string, wardId: string | null, { onstay, onobservations }: Stale): () => void {
		const stay = gathered(onstay);
		const observations = gathered(onobservations);
		const both = () => {
			stay.call();
			observations.call();
		};
		const leave = [
			follow(this.#status, `patient:${patientId}`, {
				events: { observations_changed: both },
				onstale: both
			})
		];
		if (wardId) {
			leave.push(
				follow(this.#status, `ward:${wardId}`, {
					events: { bed_board_changed: stay.call },
					onstale: stay.call
				})
			);
		}
		return () => {
			for (const stop of [...leave, stay.stop, observations.stop]) stop();
		};
	}
}

function gathered(run: () => void): { call: () => void; stop: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	return {
		call() {
			timer ??= setTimeout(() => {
				timer = undefined;
				run();
			}, gatherMs);
		},
		stop: () => clearTimeout(timer)
	};
}
