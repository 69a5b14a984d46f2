import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
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
import { formatTime } from '$lib/app/time/format';
import { waitlistKey } from '$lib/visits/waitlist/live';
import { here, perform } from '$lib/app/forms/perform.server';
import { idFrom } from '$lib/app/forms/id';
import type { PageServerLoad } from './$types';

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
	return { care, patient, series, plan, visits };
};

const booking = guarded((event: RequestEvent) => permitted(event, 'appointments.book_any'), {
	book: (event) =>
		perform(event, {
			schema: seriesSchema,
			explain: explainFollowUp,
			run: (input) => bookSeries(event.locals.supabase, input),
			next: ({ data }) => `${event.url.pathname}?patient=${data?.patient_id ?? ''}&booked`
		})
});

const calling = guarded((event: RequestEvent) => permitted(event, 'appointments.manage_any'), {
	cancel: (event) =>
		perform(event, {
			schema: cancelSeriesSchema,
			explain: explainFollowUp,
			run: ({ series_id, reason }) => cancelSeries(event.locals.supabase, series_id, reason),
			next: () => here(event, { booked: null })
		})
});

export const actions = { ...booking, ...calling };
