import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { colleagues } from '$lib/people/directory/queries';
import { openChart } from '$lib/people/openings/open.server';
import { chartKey } from '$lib/records/chart/live';
import { careTeam } from '$lib/records/chart/team';
import { teamActions } from '$lib/records/chart/team.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(chartKey);
	const access = permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	// Who is there for an emergency would make it last.
	const manages = may(access, 'team.manage') && opening?.basis === 'care';
	const client = event.locals.supabase;
	const [team, people] = await Promise.all([
		careTeam(client, event.params.id, new Date().toISOString()),
		manages ? colleagues(client) : []
	]);
	return { team, people, manages };
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'charts.read'),
	teamActions
);
