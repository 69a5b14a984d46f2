import { pageNumber } from '$lib/app/lists/page';
import { directoryKey } from '$lib/people/directory/live';
import { departments } from '$lib/people/directory/queries';
import { photosOf } from '$lib/people/directory/photos';
import { searchStaff } from '$lib/people/directory/staff';
import { permitted } from '$lib/access/session/guard.server';
import { idFrom } from '$lib/app/forms/id';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	const query = event.url.searchParams;
	const asked = {
		q: query.get('q')?.slice(0, 100) ?? '',
		position: query.get('position') ?? '',
		department: idFrom(query.get('department')) ?? '',
		state: query.get('state') ?? 'active',
		page: pageNumber(query.get('page'))
	};
	const client = event.locals.supabase;
	const [found, choices] = await Promise.all([searchStaff(client, asked), departments(client)]);
	const photos = await photosOf(
		client,
		found.rows.map(({ id }) => id)
	);
	return { asked, found, photos, departments: choices };
};
