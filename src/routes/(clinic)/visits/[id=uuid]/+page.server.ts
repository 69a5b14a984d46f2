import { error } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { visitKey } from '$lib/visits/scheduling/live';
import { lastStep } from '$lib/app/undo/steps';
import { stepBack, visitActions } from '$lib/visits/scheduling/actions.server';
import { visitById, visitTimeline } from '$lib/visits/scheduling/queries';
import { answersKey } from '$lib/records/questionnaires/live';
import { askedBefore } from '$lib/records/questionnaires/queries';
import type { PageServerLoad } from './$types';
import { colleague } from '$lib/visits/scheduling/visit-access.server';

export const load: PageServerLoad = async (event) => {
	const access = colleague(event);
	event.depends(visitKey);
	event.depends(answersKey);
	const client = event.locals.supabase;
	const [visit, asked, step] = await Promise.all([
		visitById(client, event.params.id),
		askedBefore(client, [event.params.id]),
		lastStep(client, 'visit', 'change')
	]);
	if (!visit) error(404, m.errors_not_found());

	const own = visit.doctor !== null && visit.doctor.id === access.doctor_id;
	const query = event.url.searchParams;
	const mayAct = own || may(access, 'appointments.manage_any');
	return {
		visit,
		/** Of this visit only. */
		step: step?.row_id === visit.id ? step : null,
		asked,
		timeline: await visitTimeline(client, visit.id),
		cancelling: query.get('cancel') === visit.id,
		steppingBack: query.get('back') === visit.id,
		/** Who schedules, and the doctor, hear of the doctor's visits; those who care for the patient of theirs. */
		topic:
			own || may(access, 'appointments.read_all')
				? `doctor:${visit.doctor?.id ?? ''}`
				: `patient:${visit.patient?.id ?? ''}`,
		mayAct,
		writesNote:
			own &&
			may(access, 'encounters.write') &&
			!['requested', 'cancelled', 'no_show'].includes(visit.status),
		/** The answers are read in the chart, by whoever may open it. */
		readsAnswers: may(access, 'charts.read'),
		mayStepBack: mayAct && may(access, 'appointments.step_back'),
		mayMove: may(access, 'appointments.book_any') && may(access, 'appointments.manage_any'),
		mayList: may(access, 'appointments.read_all') || access.doctor_id !== null,
		now: new Date().toISOString()
	};
};

export const actions = guarded(colleague, { ...visitActions, step_back: stepBack });
