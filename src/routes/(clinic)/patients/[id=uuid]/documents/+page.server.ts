import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { dayOf } from '$lib/app/time/days';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { chartOf } from '$lib/people/openings/chart.server';
import { file } from '$lib/records/documents/actions.server';
import { isKind } from '$lib/records/documents/kinds';
import { documentsKey } from '$lib/records/documents/live';
import { documentsOf } from '$lib/records/documents/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(documentsKey);
	const access = await chartOf(event);
	const query = event.url.searchParams;
	const asked = query.get('kind');
	const kind = isKind(asked) ? asked : null;
	const [documents, { hospital }] = await Promise.all([
		documentsOf(event.locals.supabase, event.params.id, {
			page: pageNumber(query.get('page')),
			kind
		}),
		event.parent()
	]);
	const files = may(access, 'documents.file');
	return {
		documents,
		kind,
		files,
		adding: files && query.has('add'),
		releases: may(access, 'documents.release'),
		today: dayOf(new Date(), hospital.time_zone)
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'documents.file'),
	{ file }
);
