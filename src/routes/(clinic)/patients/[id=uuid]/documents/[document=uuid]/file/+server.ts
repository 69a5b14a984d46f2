import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { chartOf } from '$lib/people/openings/chart.server';
import { fileAnswer } from '$lib/records/documents/filing.server';
import { documentOf } from '$lib/records/documents/queries';
import type { RequestHandler } from './$types';

/** A document's file, for whoever may see the page it is on. */
export const GET: RequestHandler = async (event) => {
	await chartOf(event);
	const client = event.locals.supabase;
	const document = await documentOf(client, event.params.id, event.params.document);
	const download = event.url.searchParams.has('download');
	const file = document && (await fileAnswer(client, document, { download }));
	if (!file) error(404, m.errors_not_found());
	return file;
};
