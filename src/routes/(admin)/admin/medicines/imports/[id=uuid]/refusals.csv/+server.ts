import { error } from '@sveltejs/kit';
import { toCsv } from '$lib/app/export/csv';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { importById } from '$lib/records/medicines/queries';
import { refusalLabel } from '$lib/records/medicines/words';
import type { RequestHandler } from './$types';

/** The lines of a table that were refused, and why. */
export const GET: RequestHandler = async (event) => {
	permitted(event, 'medicines.manage');
	const read = await importById(event.locals.supabase, event.params.id);
	if (!read) error(404, m.errors_not_found());
	const csv = toCsv(
		[m.medicines_refusals_line(), m.medicines_refusals_what(), m.medicines_refusals_why()],
		read.refusals.map(({ line, what, why }) => [line, what, refusalLabel(why)])
	);
	return new Response(csv, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': 'attachment; filename="refusals.csv"',
			'cache-control': 'private, no-store'
		}
	});
};
