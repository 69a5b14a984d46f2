import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { ruleActions } from '$lib/records/medicines/actions.server';
import { ruleKinds } from '$lib/records/medicines/choices';
import { medicinesKey } from '$lib/records/medicines/live';
import { rules } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	const asked = event.url.searchParams;
	const kind = ruleKinds.find((known) => known === asked.get('kind')) ?? '';
	const ended = asked.get('ended') === 'yes';
	const list = await rules(event.locals.supabase, {
		query: asked.get('q') ?? '',
		page: pageNumber(asked.get('page')),
		kind,
		ended
	});
	return { list, kind, ended };
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), ruleActions);
