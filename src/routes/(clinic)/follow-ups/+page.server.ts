import { fullName } from '$lib/people/patients/names';
import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may, type Access } from '$lib/access/session/access';
import { catalogue, visitTypesFor } from '$lib/people/directory/queries';
import { closeFollowUp, orderFollowUp } from '$lib/visits/follow-ups/commands';
import { explainFollowUp } from '$lib/visits/follow-ups/errors';
import { followUpList } from '$lib/visits/follow-ups/queries';
import { closeSchema, orderSchema } from '$lib/visits/follow-ups/schema';
import { m } from '$lib/paraglide/messages.js';
import { addDays, dayOf } from '$lib/app/time/days';
import { pageNumber } from '$lib/app/lists/page';
import { signedIn } from '$lib/access/session/guard.server';
import { waitlistKey } from '$lib/visits/waitlist/live';
import { here, perform } from '$lib/app/forms/perform.server';
import { idFrom } from '$lib/app/forms/id';
import type { PageServerLoad } from './$types';

type Guarded = Pick<RequestEvent, 'locals' | 'url' | 'request'>;

/** Doctors see what they asked for, the desk what everybody did; for others the page does not exist. */
function reader(event: Guarded): Access {
	const access = signedIn(event);
	if (access.doctor_id === null && !may(access, 'appointments.read_all')) {
		error(404, m.errors_not_found());
	}
	return access;
}

const statuses = ['open', 'booked', 'done', 'cancelled'] as const;

export const load: PageServerLoad = async (event) => {
	const access = reader(event);
	event.depends(waitlistKey);
	const { hospital } = await event.parent();
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const status = statuses.find((known) => known === query.get('status')) ?? 'open';
	const all = access.doctor_id === null;

	const [list, order] = await Promise.all([
		followUpList(client, {
			doctorId: all ? null : access.doctor_id,
			status,
			page: pageNumber(query.get('page'))
		}),
		query.has('order') && access.doctor_id ? orderOf(event, access.doctor_id) : null
	]);
	const today = dayOf(new Date(), hospital.time_zone);
	return {
		list,
		status,
		statuses,
		doctorId: access.doctor_id,
		order,
		// A check-up in a month is what is asked for most.
		suggested: { from: addDays(today, 28), until: addDays(today, 42) }
	};
};

/** The form's beginning: the patient it is for, and what the doctor can ask for. */
async function orderOf(event: Parameters<PageServerLoad>[0], doctorId: string) {
	const client = event.locals.supabase;
	const patientId = idFrom(event.url.searchParams.get('patient'));
	const [all, patient] = await Promise.all([
		catalogue(client),
		patientId
			? client
					.from('patients')
					.select('id, given_name, family_name')
					.eq('id', patientId)
					.maybeSingle()
					.throwOnError()
			: null
	]);
	const specialty = all.doctors.find(({ id }) => id === doctorId)?.specialty_id ?? '';
	return {
		types: visitTypesFor(all, specialty, false),
		patient: patient?.data ? { id: patient.data.id, name: fullName(patient.data) } : null,
		visit: idFrom(event.url.searchParams.get('visit'))
	};
}

export const actions = guarded(reader, {
	order: (event: RequestEvent) =>
		perform(event, {
			schema: orderSchema,
			explain: explainFollowUp,
			run: (input) => orderFollowUp(event.locals.supabase, input),
			next: () => here(event, { order: null, patient: null, visit: null, status: null, page: null })
		}),
	close: (event: RequestEvent) =>
		perform(event, {
			schema: closeSchema,
			explain: explainFollowUp,
			run: ({ follow_up_id, status }) => closeFollowUp(event.locals.supabase, follow_up_id, status)
		})
});
