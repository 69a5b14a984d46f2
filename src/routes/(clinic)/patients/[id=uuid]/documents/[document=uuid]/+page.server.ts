import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { dayOf } from '$lib/app/time/days';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { chartOf } from '$lib/people/openings/chart.server';
import { correct, file, release, seen, withdraw } from '$lib/records/documents/actions.server';
import { documentsKey } from '$lib/records/documents/live';
import { documentOf } from '$lib/records/documents/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(documentsKey);
	const access = await chartOf(event);
	const [document, { hospital }] = await Promise.all([
		documentOf(event.locals.supabase, event.params.id, event.params.document),
		event.parent()
	]);
	if (!document) error(404, m.errors_not_found());
	const query = event.url.searchParams;
	const changes = may(access, 'documents.file') && !document.voided_at && !document.replaced_at;
	return {
		document,
		changes,
		correcting: query.has('correct'),
		replacing: changes && document.source === 'staff' && query.has('replace'),
		releases: may(access, 'documents.release'),
		today: dayOf(new Date(), hospital.time_zone)
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string; document: string }>) => permitted(event, 'documents.file'),
	{ correct, file, release, seen, withdraw }
);
