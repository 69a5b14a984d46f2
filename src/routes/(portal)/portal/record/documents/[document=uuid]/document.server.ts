import { error, type RequestEvent } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { documentOf } from '$lib/records/documents/queries';
import { recordOf } from '../../record.server';

type Event = Pick<RequestEvent<{ document: string }>, 'locals' | 'url' | 'request' | 'params'>;

/** A document of the reader's, or of somebody they look after, whosever it is of them. */
export async function ownDocument(event: Event) {
	const { people } = await recordOf(event);
	for (const patient of people) {
		const document = await documentOf(event.locals.supabase, patient.id, event.params.document);
		if (document) return { patient, document };
	}
	error(404, m.errors_not_found());
}
