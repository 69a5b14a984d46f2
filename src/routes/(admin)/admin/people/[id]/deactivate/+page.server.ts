import { fail, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { deactivateStaff } from '$lib/people/directory/commands';
import { explainDirectory } from '$lib/people/directory/errors';
import { directoryKey } from '$lib/people/directory/live';
import { movesFrom } from '$lib/people/directory/moves';
import type { Values } from '$lib/people/directory/refused';
import { openWork, staffMember, successors } from '$lib/people/directory/staff';
import { m } from '$lib/paraglide/messages.js';
import { isId, missing, permitted } from '../../../guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'access.manage');
	event.depends(directoryKey);
	if (!isId(event.params.id)) missing();
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

export const actions: Actions = {
	deactivate: async (event) => {
		permitted(event, 'access.manage');
		const form = await event.request.formData();
		const values: Values = {};
		for (const name of new Set(form.keys())) values[name] = form.getAll(name).map(String);
		const refuse = (
			status: number,
			message: string,
			fields: Record<string, string> = {},
			stale = false
		) => fail(status, { refused: { action: 'deactivate', message, fields, values, stale } });

		const { moves, missing: unchosen } = movesFrom(form);
		if (unchosen.length > 0) {
			const choose = m.directory_error_choose();
			return refuse(
				422,
				m.directory_error_open_work(),
				Object.fromEntries(unchosen.map((name) => [name, choose]))
			);
		}
		const { error } = await deactivateStaff(
			event.locals.supabase,
			event.params.id,
			moves,
			String(form.get('updated_at') ?? '')
		);
		if (error) {
			const { status, message } = explainDirectory(error);
			// Which visit it was is in the details.
			const field = isId(error.details) ? { [`visit:${error.details}`]: message } : {};
			return refuse(status, message, field, error.code === 'LN009');
		}
		redirect(303, resolve(`/admin/people/${event.params.id}`) + '?done=deactivated');
	}
};
