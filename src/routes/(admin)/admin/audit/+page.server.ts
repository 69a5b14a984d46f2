import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { actionName } from '$lib/access/audit/changes.server';
import { auditActions, auditStartOf, filterOf } from '$lib/access/audit/filter';
import { auditKey } from '$lib/access/audit/live';
import { auditPage, auditState, tableChoices } from '$lib/access/audit/read.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(auditKey);
	permitted(event, 'audit.read');
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const filter = filterOf(query);
	const { time_zone: zone } = await hospitalSettings(client);
	const [page, state] = await Promise.all([
		auditPage(client, filter, { start: auditStartOf(query), zone }),
		auditState(client)
	]);
	return {
		filter,
		state,
		tables: tableChoices(),
		actions: auditActions.map((id) => ({ id, name: actionName(id) })),
		...page
	};
};
