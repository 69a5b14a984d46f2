import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { guarded } from '$lib/app/forms/guarded';
import { idFrom } from '$lib/app/forms/id';
import { perform } from '$lib/app/forms/perform.server';
import { deactivateStaff } from '$lib/people/directory/commands';
import { explainDirectory } from '$lib/people/directory/errors';
import { directoryKey } from '$lib/people/directory/live';
import { movesFrom } from '$lib/people/directory/moves';
import { openWork, staffMember, successors } from '$lib/people/directory/staff';
import { m } from '$lib/paraglide/messages.js';
import { missing } from '../../../guard.server';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const person = (await staffMember(client, event.params.id)) ?? missing();
	if (!person.active) redirect(303, resolve(`/admin/people/${person.id}`));
	const [work, candidates] = await Promise.all([
		openWork(client, person.id),
		successors(client, person.id)
	]);
	return {
		person: { id: person.id, full_name: person.full_name, updated_at: person.updated_at },
		work,
		candidates
	};
};

/** Whom everything open goes to; what nobody has chosen yet is said at each. */
const leaving = z.instanceof(FormData).transform((form, context) => {
	const { moves, missing: unchosen } = movesFrom(form);
	const wrong = (path: string[], message: string) =>
		context.addIssue({ code: 'custom', path, message });
	if (unchosen.length > 0) wrong([], m.directory_error_open_work());
	for (const name of unchosen) wrong([name], m.directory_error_choose());
	return { moves, version: String(form.get('updated_at') ?? '') };
});

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'access.manage'),
	{
		deactivate: (event) =>
			perform(event, {
				schema: leaving,
				read: (form) => form,
				explain: explainDirectory,
				run: ({ moves, version }) =>
					deactivateStaff(event.locals.supabase, event.params.id, moves, version),
				next: () => resolve(`/admin/people/${event.params.id}`) + '?done=deactivated',
				amend: (refused, { details }) => {
					// Which visit it was is in the details.
					const visit = idFrom(details);
					return visit
						? { ...refused, fields: { [`visit:${visit}`]: refused.message ?? '' } }
						: refused;
				}
			})
	}
);
