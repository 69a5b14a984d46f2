import { fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { may } from '$lib/access/session/access';
import { countToRebook } from '$lib/visits/availability/queries';
import { registerPatient } from '$lib/people/patients/commands';
import { explainPatient } from '$lib/people/patients/errors';
import { searchPatients } from '$lib/people/patients/queries';
import { registrationSchema } from '$lib/people/patients/schema';
import { book, cancel, reschedule, step } from '$lib/visits/scheduling/actions.server';
import { bookingOffer, moveOffer, readChoice } from '$lib/visits/scheduling/booking';
import { receptionKey } from '$lib/visits/scheduling/live';
import { visitById } from '$lib/visits/scheduling/queries';
import { bookingSchema, cancelSchema, rescheduleSchema } from '$lib/visits/scheduling/schema';
import { slotKey } from '$lib/visits/scheduling/slots';
import { isMovable } from '$lib/visits/scheduling/status';
import { idFrom } from '$lib/app/server/address';
import { permitted } from '$lib/access/session/guard.server';
import { withQuery } from '$lib/app/ui/address';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { dayList, deskPatient } from '$lib/visits/scheduling/desk.server';

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'appointments.book_any');
	event.depends(receptionKey);
	const { hospital } = await event.parent();
	const zone = hospital.time_zone;
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const now = new Date();

	const q = query.get('q') ?? '';
	const patientId = idFrom(query.get('patient'));
	const [found, patient, task, toRebook] = await Promise.all([
		searchPatients(client, q),
		patientId ? deskPatient(client, patientId) : null,
		deskTask(event, patientId, { zone, now }),
		may(access, 'appointments.manage_any') ? countToRebook(client) : 0
	]);
	return {
		q,
		found,
		patient,
		task,
		toRebook,
		now: now.toISOString(),
		mayRegister: may(access, 'patients.manage')
	};
};

/** What the large half of the desk is busy with: registering, booking or moving; else the day's list. */
async function deskTask(
	event: Parameters<PageServerLoad>[0],
	patientId: string | null,
	{ zone, now }: { zone: string; now: Date }
) {
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	if (query.has('register')) {
		const form = await superValidate(zod4(registrationSchema), { id: 'register', errors: false });
		return { kind: 'register' as const, form };
	}
	if (query.has('book') && patientId) {
		const choice = readChoice(query);
		const offer = await bookingOffer(client, choice, { zone, now, byPatient: false });
		const form = await superValidate(
			{
				patient_id: patientId,
				visit_type_id: offer.care?.type.id,
				slot: offer.chosen ? slotKey(offer.chosen) : '',
				idempotency_key: crypto.randomUUID()
			},
			zod4(bookingSchema),
			{ id: 'book', errors: false }
		);
		return { kind: 'book' as const, offer, form };
	}
	const moving = idFrom(query.get('move'));
	const visit = moving ? await visitById(client, moving) : null;
	if (visit && isMovable(visit.status)) {
		const offer = await moveOffer(client, visit, readChoice(query), { zone, now });
		const form = await superValidate(
			{ appointment_id: visit.id, slot: offer.chosen ? slotKey(offer.chosen) : '' },
			zod4(rescheduleSchema),
			{ id: 'reschedule', errors: false }
		);
		return { kind: 'move' as const, visit, offer, form };
	}
	const cancelling = idFrom(query.get('cancel'));
	const [list, form] = await Promise.all([
		dayList(client, query, zone),
		superValidate({ appointment_id: cancelling ?? '' }, zod4(cancelSchema), {
			id: 'cancel',
			errors: false
		})
	]);
	return { kind: 'list' as const, list, cancelling, form };
}

/** The desk again, with some parameters of its address changed. */
const desk = (event: RequestEvent, changes: Record<string, string | null>) =>
	event.url.pathname + withQuery(event.url, changes);

const choices = {
	specialty: null,
	doctor: null,
	among: null,
	type: null,
	from: null,
	day: null,
	slot: null
};

export const actions: Actions = {
	register: async (event) => {
		permitted(event, 'patients.manage');
		const form = await superValidate(event.request, zod4(registrationSchema), { id: 'register' });
		if (!form.valid) return fail(400, { form });
		const { patient, error, kinError } = await registerPatient(event.locals.supabase, form.data);
		if (error) {
			const { status, message: text } = explainPatient(error);
			return message(form, text, { status });
		}
		const done = kinError ? 'registered-alone' : 'registered';
		redirect(303, `${event.url.pathname}?patient=${patient.id}&done=${done}`);
	},
	book: async (event) => {
		permitted(event, 'appointments.book_any');
		const { booked, answer } = await book(event);
		if (!booked) return answer;
		redirect(303, desk(event, { ...choices, book: null, done: 'booked' }));
	},
	reschedule: async (event) => {
		permitted(event, 'appointments.manage_any');
		const id = idFrom(event.url.searchParams.get('move'));
		const visit = id ? await visitById(event.locals.supabase, id) : null;
		if (!visit) redirect(303, desk(event, { ...choices, move: null }));
		const { moved, answer } = await reschedule(event, visit);
		if (!moved) return answer;
		redirect(303, desk(event, { ...choices, move: null, done: 'moved' }));
	},
	cancel: async (event) => {
		permitted(event, 'appointments.manage_any');
		const { cancelled, answer } = await cancel(event);
		if (!cancelled) return answer;
		redirect(303, desk(event, { cancel: null, done: 'cancelled' }));
	},
	step: async (event) => {
		permitted(event, 'appointments.manage_any');
		return step(event);
	}
};
