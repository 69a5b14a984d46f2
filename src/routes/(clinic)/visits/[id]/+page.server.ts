import { error, redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { cancel, step } from '$lib/visits/scheduling/actions.server';
import { visitKey } from '$lib/visits/scheduling/live';
import { visitById, visitTimeline } from '$lib/visits/scheduling/queries';
import { cancelSchema } from '$lib/visits/scheduling/schema';
import { idFrom } from '$lib/app/server/address';
import { withQuery } from '$lib/app/ui/address';
import type { Actions, PageServerLoad } from './$types';
import { colleague } from '$lib/visits/scheduling/visit-access.server';

export const load: PageServerLoad = async (event) => {
	const access = colleague(event);
	event.depends(visitKey);
	const client = event.locals.supabase;
	const id = idFrom(event.params.id);
	const visit = id ? await visitById(client, id) : null;
	if (!visit) error(404, m.errors_not_found());

	const own = visit.doctor !== null && visit.doctor.id === access.doctor_id;
	const [timeline, form] = await Promise.all([
		visitTimeline(client, visit.id),
		superValidate({ appointment_id: visit.id }, zod4(cancelSchema), { id: 'cancel', errors: false })
	]);
	return {
		visit,
		timeline,
		form,
		cancelling: event.url.searchParams.get('cancel') === visit.id,
		/** Who schedules, and the doctor, hear of the doctor's visits; those who care for the patient of theirs. */
		topic:
			own || may(access, 'appointments.read_all')
				? `doctor:${visit.doctor?.id ?? ''}`
				: `patient:${visit.patient?.id ?? ''}`,
		mayAct: own || may(access, 'appointments.manage_any'),
		mayMove: may(access, 'appointments.book_any') && may(access, 'appointments.manage_any'),
		mayList: may(access, 'appointments.read_all') || access.doctor_id !== null,
		now: new Date().toISOString()
	};
};

export const actions: Actions = {
	step: async (event) => {
		colleague(event);
		return step(event);
	},
	cancel: async (event) => {
		colleague(event);
		const { cancelled, answer } = await cancel(event);
		if (!cancelled) return answer;
		redirect(303, event.url.pathname + withQuery(event.url, { cancel: null }));
	}
};
