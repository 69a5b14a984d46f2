import { hospitalSettings } from '$lib/access/session/hospital.server';
import { m } from '$lib/paraglide/messages.js';
import { bundleOf } from '$lib/records/export/bundle';
import { takenRecord } from '$lib/records/export/take.server';
import type { RequestHandler } from './$types';
import { recordOf } from '../record.server';

/** The record for other systems: a FHIR R4 document. */
export const GET: RequestHandler = async (event) => {
	const { shown } = await recordOf(event);
	const client = event.locals.supabase;
	const hospital = await hospitalSettings(client);
	const { subject, parts } = await takenRecord(client, shown.id, {
		zone: hospital.time_zone,
		origin: event.url.origin
	});
	const bundle = bundleOf({
		subject,
		parts,
		hospital: hospital.name,
		title: m.export_title(),
		at: new Date().toISOString(),
		newId: () => crypto.randomUUID()
	});
	return new Response(JSON.stringify(bundle, null, '\t'), {
		headers: {
			'content-type': 'application/fhir+json; charset=utf-8',
			'content-disposition': `attachment; filename="${m.export_file()}-${subject.mrn}.json"`,
			'cache-control': 'private, no-store'
		}
	});
};
