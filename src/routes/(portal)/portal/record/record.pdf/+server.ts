import { hospitalSettings } from '$lib/access/session/hospital.server';
import { writePdf } from '$lib/app/export/print/pdf.server';
import { m } from '$lib/paraglide/messages.js';
import { printedRecord, takenRecord } from '$lib/records/export/take.server';
import type { RequestHandler } from './$types';
import { recordOf } from '../record.server';

/** The record on paper. */
export const GET: RequestHandler = async (event) => {
	const { shown } = await recordOf(event);
	const client = event.locals.supabase;
	const hospital = await hospitalSettings(client);
	const taken = await takenRecord(client, shown.id, {
		zone: hospital.time_zone,
		origin: event.url.origin
	});
	const bytes = await writePdf(printedRecord(taken, { hospital, at: new Date().toISOString() }));
	return new Response(bytes.slice(), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${m.export_file()}-${taken.subject.mrn}.pdf"`,
			'cache-control': 'private, no-store'
		}
	});
};
