import { error } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { auditCsv, auditDocument } from '$lib/access/audit/export.server';
import { filterOf } from '$lib/access/audit/filter';
import { auditExport, mostExported } from '$lib/access/audit/read.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { writePdf } from '$lib/app/export/print/pdf.server';
import { m } from '$lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

/** The log as it is filtered on the screen, all pages of it; that it was taken out is in the log. */
export const GET: RequestHandler = async (event) => {
	const { name } = permitted(event, 'audit.read');
	const { format } = event.params;
	if (format !== 'csv' && format !== 'pdf') error(404, m.errors_not_found());
	const client = event.locals.supabase;
	const hospital = await hospitalSettings(client);
	const filter = filterOf(event.url.searchParams);
	const found = await auditExport(client, filter, {
		zone: hospital.time_zone,
		most: mostExported[format]
	});
	// Written first: what cannot be written down is not handed out.
	await client
		.rpc('note_audit_export', {
			p_format: format,
			p_rows: found.rows.length,
			p_filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
		})
		.throwOnError();
	const taken = { ...found, filter, zone: hospital.time_zone, hospital: hospital.name, by: name };
	const body = format === 'csv' ? auditCsv(taken) : (await writePdf(auditDocument(taken))).slice();
	return new Response(body, {
		headers: {
			'content-type':
				format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/pdf',
			'content-disposition': `attachment; filename="${m.audit_file()}.${format}"`,
			'cache-control': 'private, no-store'
		}
	});
};
