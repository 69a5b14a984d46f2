import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { fileAnswer } from '$lib/records/documents/filing.server';
import { ownDocument } from '../document.server';
import type { RequestHandler } from './$types';

/** A document's file, for whoever may see the page it is on. */
export const GET: RequestHandler = async (event) => {
	const { document } = await ownDocument(event);
	const download = event.url.searchParams.has('download');
	const file = await fileAnswer(event.locals.supabase, document, { download });
	if (!file) error(404, m.errors_not_found());
	return file;
};
