import { redirect } from '@sveltejs/kit';
import { catalogue } from '$lib/people/directory/queries';
import { bookSeries, cancelSeries } from '$lib/visits/follow-ups/commands';
import { explainFollowUp } from '$lib/visits/follow-ups/errors';
import { instantAt } from '$lib/app/time/instants.server';
import { comingSeries, previewSeries } from '$lib/visits/follow-ups/queries';
import { rhythms } from '$lib/visits/follow-ups/rhythm';
import { cancelSeriesSchema, seriesSchema } from '$lib/visits/follow-ups/schema';
import { patientCard } from '$lib/people/patients/queries';
import { dayOf, parseDay } from '$lib/app/time/days';
import { parseSlotKey } from '$lib/visits/scheduling/slots';
import { permitted } from '$lib/access/session/guard.server';
import { perform } from '$lib/app/forms/posted.server';
import { withQuery } from '$lib/app/ui/address';
import { formatTime } from '$lib/app/time/format';
import { waitlistKey } from '$lib/visits/waitlist/live';
import { idFrom } from '$lib/app/server/address';
import type { Actions, PageServerLoad } from './$types';

/** The plan so far, as the address has it: it can begin with a time chosen on the booking board (`slot`). */
function planOf(query: URLSearchParams, zone: string) {
	const slot = parseSlotKey(query.get('slot'));
	const time = query.get('time') ?? '';
	return {
		doctor: slot?.doctor_id ?? idFrom(query.get('doctor')) ?? '',
		type: idFrom(query.get('type')) ?? '',
		day: slot ? dayOf(slot.starts_at, zone) : (parseDay(query.get('day')) ?? ''),
		time: slot ? formatTime(slot.starts_at, zone) : /^\d{2}:\d{2}$/.test(time) ? time : '',
		every: rhythms.find((rhythm) => rhythm === query.get('every')) ?? rhythms[0],
		count: Math.min(52, Math.max(2, Math.trunc(Number(query.get('count'))) || 6))
	};
}

export const load: PageServerLoad = async (event) => {
	permitted(event, 'appointments.book_any');
	event.depends(waitlistKey);
	const { hospital } = await event.parent();
	const zone = hospital.time_zone;
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const plan = planOf(query, zone);
	const patientId = idFrom(query.get('patient'));

	const [care, patient, series] = await Promise.all([
		catalogue(client),
		patientId ? patientCard(client, patientId) : null,
		patientId ? comingSeries(client, patientId) : []
	]);
	const known =
		care.visitTypes.some(({ id }) => id === plan.type) &&
		care.doctors.some(({ id }) => id === plan.doctor);
	const visits =
		patient && known && plan.day && plan.time
			? await previewSeries(client, {
					patientId: patient.id,
					doctorId: plan.doctor,
					visitTypeId: plan.type,
					startsAt: instantAt(plan.day, plan.time, zone),
					every: plan.every,
					count: plan.count
				})
			: null;
	return { care, patient, series, plan, visits, idempotencyKey: crypto.randomUUID() };
};

export const actions: Actions = {
	book: async (event) => {
		permitted(event, 'appointments.book_any');
		const { data, refusal } = await perform(event, seriesSchema, explainFollowUp, (input) =>
			bookSeries(event.locals.supabase, input)
		);
		if (refusal) return refusal;
		redirect(303, `${event.url.pathname}?patient=${data?.patient_id ?? ''}&booked`);
	},
	cancel: async (event) => {
		permitted(event, 'appointments.manage_any');
		const { refusal } = await perform(
			event,
			cancelSeriesSchema,
			explainFollowUp,
			({ series_id, reason }) => cancelSeries(event.locals.supabase, series_id, reason)
		);
		if (refusal) return refusal;
		redirect(303, event.url.pathname + withQuery(event.url, { booked: null }));
	}
};
