import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { rebook } from '$lib/visits/availability/actions.server';
import { availabilityKey } from '$lib/visits/availability/live';
import { absencesToClear, leaveImpact } from '$lib/visits/availability/queries';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/** Who moves visits: schedulers those of everybody, doctors their own. */
function mover(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>) {
	const access = signedIn(event);
	const all = may(access, 'appointments.manage_any');
	if (!all && !access.doctor_id) error(404, m.errors_not_found());
	return { access, all };
}

export const load: PageServerLoad = async (event) => {
	const { access, all } = mover(event);
	event.depends(availabilityKey);
	const client = event.locals.supabase;
	const absences = await absencesToClear(
		client,
		new Date().toISOString(),
		all ? undefined : (access.doctor_id ?? undefined)
	);
	const asked = event.url.searchParams.get('absence');
	const absence = absences.find(({ id }) => id === asked) ?? (asked ? null : absences[0]) ?? null;
	return {
		absences,
		absence,
		visits: absence ? await leaveImpact(client, absence.id) : [],
		ownHours: access.doctor_id
	};
};

export const actions = guarded(mover, { rebook });
