import { error, type RequestEvent } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { noteById } from '$lib/records/notes/queries';
import { recordOf } from '../../record.server';

type Event = Pick<RequestEvent<{ note: string }>, 'locals' | 'url' | 'request' | 'params'>;

/** A note that was released to the reader, or about somebody they look after. */
export async function ownNote(event: Event) {
	const { people } = await recordOf(event);
	for (const patient of people) {
		const note = await noteById(event.locals.supabase, patient.id, event.params.note);
		if (note?.released_at) return { patient, note };
	}
	error(404, m.errors_not_found());
}
