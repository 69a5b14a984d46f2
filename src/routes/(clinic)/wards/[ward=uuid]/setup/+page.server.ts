import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import { wardSetupActions } from '$lib/wards/setup/actions.server';
import { wardSetupKey } from '$lib/wards/setup/live';
import { colleagues } from '$lib/people/directory/queries';
import { wardMembers, wardSetup } from '$lib/wards/setup/queries';
import type { PageServerLoad } from './$types';

/** The ward of this page; for anybody who does not keep its beds, the page does not exist. */
function keeper(
	event: Pick<RequestEvent<{ ward: string }>, 'locals' | 'url' | 'request' | 'params'>
): string {
	const { ward_ids } = permitted(event, 'beds.manage');
	if (!ward_ids.includes(event.params.ward)) error(404, m.errors_not_found());
	return event.params.ward;
}

/** The same for who works there, which says what charts they read. */
function director(event: Parameters<typeof keeper>[0]): string {
	permitted(event, 'access.manage');
	return keeper(event);
}

export const load: PageServerLoad = async (event) => {
	event.depends(wardSetupKey);
	const id = keeper(event);
	const { supabase, access } = event.locals;
	const [setup, members, everybody] = await Promise.all([
		wardSetup(supabase, id),
		wardMembers(supabase, id),
		may(access, 'access.manage') ? colleagues(supabase) : null
	]);
	if (!setup) error(404, m.errors_not_found());
	const here = new Set(members.map((member) => member.id));
	return {
		...setup,
		members,
		others: everybody?.filter((colleague) => !here.has(colleague.id)) ?? null
	};
};

const { add_member, remove_member, ...building } = wardSetupActions;

export const actions = {
	...guarded(keeper, building),
	...guarded(director, { add_member, remove_member })
};
