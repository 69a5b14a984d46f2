import type { RequestEvent } from '@sveltejs/kit';
import { idFrom } from '$lib/app/forms/id';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from '$lib/people/openings/open.server';
import { begin } from '$lib/records/notes/actions.server';
import { notesKey } from '$lib/records/notes/live';
import { notesOf, templatesFor, writtenAbout } from '$lib/records/notes/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	const access = permitted(event, 'charts.read');
	await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const writes = may(access, 'encounters.write');
	const about = writes
		? await writtenAbout(client, event.params.id, {
				visit: idFrom(query.get('visit')),
				stay: idFrom(query.get('stay'))
			})
		: null;
	const [notes, templates] = await Promise.all([
		notesOf(client, event.params.id, startOf(query)),
		about ? templatesFor(client, about) : []
	]);
	return { notes, about, templates, beginning: about !== null && query.has('new') };
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'encounters.write'),
	{ begin }
);
