import type { RequestEvent } from '@sveltejs/kit';
import { saveRoom } from '$lib/people/directory/commands';
import { directoryKey } from '$lib/people/directory/live';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { editingOf } from '$lib/people/directory/editing';
import { explainDirectory } from '$lib/people/directory/errors';
import { allDepartments, allRooms } from '$lib/people/directory/queries';
import { roomSchema } from '$lib/people/directory/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const [rows, departments] = await Promise.all([allRooms(client), allDepartments(client)]);
	return { rows, departments, editing: editingOf(event.url, rows) };
};

export const actions = guarded((event) => permitted(event, 'directory.manage'), {
	save: (event: RequestEvent) =>
		perform(event, {
			schema: roomSchema,
			explain: explainDirectory,
			run: (input) => saveRoom(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		})
});
