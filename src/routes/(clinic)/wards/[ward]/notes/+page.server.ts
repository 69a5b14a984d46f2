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
	const [at, id] = [query.get('at'), query.get('after')];
	const after = at && id && !Number.isNaN(Date.parse(at)) && isId(id) ? { at, id } : null;
	return { ward, text, after, ...(await searchCare(client, text, ward.id, after)) };
};

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
