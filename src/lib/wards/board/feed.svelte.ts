import { follow } from '$lib/app/live/follow';
import { gather } from '$lib/app/live/gather';
import { liveStatus } from '$lib/app/live/status.svelte';
import { union } from './board';

/** A discharge or a swap touches several beds; the board is read again once, after this pause (ms). */
const gatherMs = 40;

/**
 * Tells when a board is out of date. Carries no patient data: the page reads again. Make it while a
 * component is being set up; it reports to the page's live mark.
 */
export class WardFeed {
	#status = liveStatus();

	/**
	 * Follows topics (`ward:<id>`, `wards`); the function it returns leaves them all. `onstale` is told which
	 * wards have changed, or null when it may be any.
	 */
	follow(topics: readonly string[], onstale: (wards: string[] | null) => void): () => void {
		const stale = gather(gatherMs, (told) => {
			const wards = told?.map(({ ward_id: ward }) => ward) ?? [];
			const known = wards.filter((ward) => typeof ward === 'string');
			onstale(told && known.length === wards.length ? union(known, []) : null);
		});
		const leave = topics.map((topic) =>
			follow(this.#status, topic, {
				events: { bed_board_changed: stale.note },
				onstale: () => stale.note(null)
			})
		);
		return () => {
			stale.stop();
			for (const stop of leave) stop();
		};
	}
}
