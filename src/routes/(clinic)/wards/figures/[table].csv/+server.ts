import { error } from '@sveltejs/kit';
import { toCsv } from '$lib/app/export/csv';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import { figures } from '$lib/wards/figures/figures.server';
import { tableNames } from '$lib/wards/figures/tables';
import type { RequestHandler } from './$types';

/** One table of the figures as a file: of all wards, or of the one `ward` names. */
export const GET: RequestHandler = async (event) => {
	const { ward_ids } = permitted(event, 'reports.wards');
	const name = tableNames.find((known) => known === event.params.table);
	const ward = event.url.searchParams.get('ward');
	if (!name || (ward && !ward_ids.includes(ward))) error(404, m.errors_not_found());
	const { tables, range } = await figures(
		event.locals.supabase,
		ward,
		event.url.searchParams.get('range')
	);
	const { head, rows } = tables[name];
	return new Response(toCsv(head, rows), {
		headers: {
			'content-type': 'text/csv; charset=utf-8; header=present',
			'content-disposition': `attachment; filename="ward-figures-${name}-${range}.csv"`,
			'cache-control': 'no-store'
		}
	});
};
