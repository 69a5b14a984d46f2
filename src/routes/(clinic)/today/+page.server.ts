import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { countToRebook } from '$lib/visits/availability/queries';
import { m } from '$lib/paraglide/messages.js';
import { visitActions } from '$lib/visits/scheduling/actions.server';
import { dayOf, parseDay } from '$lib/app/time/days';
import { lastStep } from '$lib/app/undo/steps';
import { dayKey } from '$lib/visits/scheduling/live';
import { doctorDay } from '$lib/visits/scheduling/queries';
import { isCancellable } from '$lib/visits/scheduling/status';
import { signedIn } from '$lib/access/session/guard.server';
import { patientMarks } from '$lib/records/chart/queries';
import { askedMarks } from '$lib/records/questionnaires/marks.server';
import type { PageServerLoad } from './$types';

/** The doctor whose day this is; for anybody who is not one, the page does not exist. */
function doctorId(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>): string {
	const { doctor_id } = signedIn(event);
	if (!doctor_id) error(404, m.errors_not_found());
	return doctor_id;
}

export const load: PageServerLoad = async (event) => {
	event.depends(dayKey);
	const id = doctorId(event);
	const { hospital } = await event.parent();
	const now = new Date();
	const today = dayOf(now, hospital.time_zone);
	const day = parseDay(event.url.searchParams.get('day')) ?? today;
	const [visits, toRebook, step] = await Promise.all([
		doctorDay(event.locals.supabase, id, day),
		countToRebook(event.locals.supabase, id),
		lastStep(event.locals.supabase, 'visit', 'change')
	]);

	const people = visits.flatMap(({ patient_id }) => patient_id ?? []);
	const [marks, asked] = await Promise.all([
		patientMarks(event.locals.supabase, [...new Set(people)]),
		askedMarks(
			event.locals.supabase,
			visits.map(({ id }) => id)
		)
	]);

	const cancel = event.url.searchParams.get('cancel');
	const cancelling =
		visits.find(({ id, status }) => id === cancel && isCancellable(status))?.id ?? null;
	return {
		doctorId: id,
		day,
		today,
		now: now.toISOString(),
		visits,
		marks,
		asked,
		step,
		toRebook,
		cancelling
	};
};

export const actions = guarded(doctorId, visitActions);
