import { redirect, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { here } from '$lib/app/forms/perform.server';
import { may } from '$lib/access/session/access';
import { countToRebook } from '$lib/visits/availability/queries';
import { searchPatients } from '$lib/people/patients/queries';
import { register } from '$lib/people/particulars/registration.server';
import {
	book,
	cancel,
	reschedule,
	step,
	undo_change,
	undo_visit
} from '$lib/visits/scheduling/actions.server';
import { bookingOffer, moveOffer, readChoice } from '$lib/visits/scheduling/booking';
import { receptionKey } from '$lib/visits/scheduling/live';
import { visitById } from '$lib/visits/scheduling/queries';
import { isMovable } from '$lib/visits/scheduling/status';
import { lastStep } from '$lib/app/undo/steps';
import { idFrom } from '$lib/app/forms/id';
import { permitted } from '$lib/access/session/guard.server';
import { askedMarks } from '$lib/records/questionnaires/marks.server';
import type { PageServerLoad } from './$types';
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
	const [found, patient, task, toRebook, step] = await Promise.all([
		searchPatients(client, q),
		patientId ? deskPatient(client, patientId, may(access, 'patients.manage')) : null,
		deskTask(event, patientId, { zone, now }),
		may(access, 'appointments.manage_any') ? countToRebook(client) : 0,
		lastStep(client, 'visit', 'change')
	]);
	return {
		q,
		found,
		patient,
		task,
		step,
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

	if (query.has('register')) return { kind: 'register' as const };
	if (query.has('book') && patientId) {
		const choice = readChoice(query);
		const offer = await bookingOffer(client, choice, {
			zone,
			now,
			byPatient: false,
			patientId
		});
		return { kind: 'book' as const, offer };
	}
	const moving = idFrom(query.get('move'));
	const visit = moving ? await visitById(client, moving) : null;
	if (visit && isMovable(visit.status) && !visit.patient?.deceased_at) {
		const offer = await moveOffer(client, visit, readChoice(query), { zone, now });
		return { kind: 'move' as const, visit, offer };
	}
	const cancelling = idFrom(query.get('cancel'));
	const list = await dayList(client, query, zone);
	const asked = await askedMarks(
		client,
		list.visits.rows.map(({ id }) => id)
	);
	return { kind: 'list' as const, list, asked, cancelling };
}

/** What was chosen on the way to a booking or a move. */
const choices = {
	specialty: null,
	doctor: null,
	among: null,
	type: null,
	from: null,
	day: null,
	slot: null
};

const managing = guarded((event: RequestEvent) => permitted(event, 'appointments.manage_any'), {
	reschedule: async (event) => {
		const id = idFrom(event.url.searchParams.get('move'));
		const visit = id ? await visitById(event.locals.supabase, id) : null;
		if (!visit) redirect(303, here(event, { ...choices, move: null }));
		return reschedule(event, visit, () => here(event, { ...choices, move: null, done: 'moved' }));
	},
	cancel: (event) => cancel(event, () => here(event, { cancel: null, done: 'cancelled' })),
	step,
	undo_change,
	undo_visit
});

export const actions = {
	...managing,
	...guarded((event: RequestEvent) => permitted(event, 'appointments.book_any'), {
		book: (event) => book(event, () => here(event, { ...choices, book: null, done: 'booked' }))
	}),
	...guarded((event: RequestEvent) => permitted(event, 'patients.manage'), {
		register
	})
};
