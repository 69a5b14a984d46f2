import { error } from '@sveltejs/kit';
import { openStay } from '$lib/people/openings/open.server';
import { writePdf } from '$lib/app/export/print/pdf.server';
import { summaryDocument } from '$lib/wards/discharge/document';
import { deathWithdrawn } from '$lib/wards/discharge/facts';
import { dischargers } from '$lib/wards/discharge/guard.server';
import { stayFacts, summaryOf } from '$lib/wards/discharge/queries';
import { admissionHeader } from '$lib/wards/nursing/queries';
import { m } from '$lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

/** The summary on paper, as it was saved; for whoever may see the page it is on. */
export const GET: RequestHandler = async (event) => {
	dischargers(event);
	const { id } = event.params;
	await openStay(event, id);
	const client = event.locals.supabase;
	const [admission, summary] = await Promise.all([
		admissionHeader(client, id),
		summaryOf(client, id)
	]);
	if (!admission || !summary) error(404, m.errors_not_found());
	const now = await stayFacts(client, id);
	const facts = summary.facts ?? now;
	const bytes = await writePdf(
		summaryDocument({ ...summary, facts, death_withdrawn_at: deathWithdrawn(summary.facts, now) })
	);
	return new Response(bytes.slice(), {
		headers: {
			'content-type': 'application/pdf',
			// The name of a file is seen where the paper is not: no patient in it but the number.
			'content-disposition': `attachment; filename="${m.discharge_file()}-${facts.patient.mrn}.pdf"`,
			'cache-control': 'private, no-store'
		}
	});
};
