import { follow } from '$lib/app/live/follow';
import { liveStatus } from '$lib/app/live/status.svelte';
import { browserClient } from '$lib/app/supabase/browser';

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

	/**
	 * Follows one patient's visits by the hospital's calendar, for those who may see all of it: the patient's own
	 * channel is for those in whose care they are. Of the others' visits only that they are others' is asked.
	 */
	followVisits(patientId: string, onstale: () => void): () => void {
		return follow(this.#status, 'calendar', {
			events: {
				appointment_changed: ({ appointment_id }) =>
					void isVisitOf(patientId, String(appointment_id)).then((own) => own && onstale())
			},
			onstale
		});
	}

	/** Follows what waits for those who keep the records. */
	followChecks(userId: string, onstale: () => void): () => void {
		return follow(this.#status, `user:${userId}`, { events: { link_request: onstale }, onstale });
	}
}

async function isVisitOf(patientId: string, appointmentId: string): Promise<boolean> {
	const { count, error } = await (
		await browserClient()
	)
		.from('appointments')
		.select('id', { count: 'exact', head: true })
		.eq('id', appointmentId)
		.eq('patient_id', patientId);
	// Reading once too often is better than missing a change because the network blinked.
	return error !== null || count !== 0;
}
