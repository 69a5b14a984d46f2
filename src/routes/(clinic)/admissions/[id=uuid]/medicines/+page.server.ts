import type { RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { addDays, dayOf, parseDay } from '$lib/app/time/days';
import { openStay } from '$lib/people/openings/open.server';
import { stayActions } from '$lib/records/administration/actions.server';
import { dosesKey } from '$lib/records/administration/live';
import { medicineRound, stayMedicines, witnesses } from '$lib/records/administration/queries';
import { nextOf } from '$lib/records/administration/round';
import { roundSpan } from '$lib/records/administration/round.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(dosesKey);
	const access = permitted(event, 'charts.read');
	await openStay(event, event.params.id);
	const { id } = event.params;
	const client = event.locals.supabase;
	const asked = parseDay(event.url.searchParams.get('day'));
	const round = event.url.searchParams.get('round');
	// Whose stay it is, is the layout's to judge.
	const [{ admission, hospital }, medicines] = await Promise.all([
		event.parent(),
		stayMedicines(client, id, asked)
	]);
	const now = new Date();
	const today = dayOf(now, hospital.time_zone);
	const gives = may(access, 'medicines.give') && !admission.discharged_at;
	const span = round ? roundSpan(round, today, hospital.time_zone) : null;
	const [seconds, patients] = await Promise.all([
		gives ? witnesses(client, id) : [],
		span ? medicineRound(client, admission.ward_id, span.from, span.until) : []
	]);
	const next = nextOf(patients, id);
	return {
		medicines,
		today,
		isToday: medicines.day === today,
		before: addDays(medicines.day, -1),
		after: addDays(medicines.day, 1),
		round: span && round,
		next: next && {
			id: next.admission_id,
			name: [next.bed_label, next.patient_name].filter(Boolean).join(' · ')
		},
		witnesses: seconds,
		may: {
			give: gives && medicines.day === today,
			correct: gives,
			prescribe: may(access, 'prescriptions.write') && !admission.discharged_at
		},
		now: now.toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'charts.read'),
	stayActions
);
