import { readCursor } from '$lib/app/lists/cursor';
import { error } from '@sveltejs/kit';
import { careKey } from '$lib/wards/care/live';
import { ownWard, searchCare } from '$lib/wards/care/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const ward = await ownWard(client, event.params.ward, access.staff_id);
	if (!ward) error(404, m.errors_not_found());
	const query = event.url.searchParams;
	const text = (query.get('q') ?? '').slice(0, 200);
	const found = await searchCare(client, text, ward.id, readCursor(query.get('older')));
	return { ward, text, found };
};
