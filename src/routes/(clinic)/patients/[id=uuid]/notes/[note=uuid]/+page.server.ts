import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { openChart } from '$lib/people/openings/open.server';
import { noteActions } from '$lib/records/notes/actions.server';
import { notesKey } from '$lib/records/notes/live';
import { cosigners, isActive, macrosOfCaller, noteById } from '$lib/records/notes/queries';
import { answersKey } from '$lib/records/questionnaires/live';
import { sentAnswers } from '$lib/records/questionnaires/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	event.depends(answersKey);
	const access = permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const note = await noteById(client, event.params.id, event.params.note);
	// While the chart is shut nothing is read, and the frame says so.
	if (!note && opening) error(404, m.errors_not_found());
	const writes = may(access, 'encounters.write') && access.staff_id !== null;
	const own = note !== null && note.author_id === access.staff_id;
	const draft = note?.status !== 'entered_in_error' && writes ? note?.draft : null;
	/** A draft is anybody's to write in who looks after the patient; an amendment is its author's. */
	const edits = Boolean(draft && (draft.base_version === 0 || own));
	const visitId = note?.encounter?.appointment_id;
	const [answers, macros, doctors, authorHere] = await Promise.all([
		visitId ? sentAnswers(client, event.params.id, { visitId }) : [],
		edits ? macrosOfCaller(client) : [],
		edits && own ? cosigners(client, access.staff_id) : { inTraining: false, doctors: [] },
		note?.status === 'draft' && !own ? isActive(client, note.author_id) : true
	]);
	return {
		note,
		edits,
		own,
		writes,
		macros,
		/** What the patient answered before the visit it is of. */
		answers,
		cosigners: doctors,
		cosigns: note?.status === 'signed' && note.cosigner_id === access.staff_id && !note.cosigned_at,
		/** Its author has left: whoever looks after the patient now goes on with it. */
		takes: writes && !authorHere,
		staffId: access.staff_id
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string; note: string }>) => permitted(event, 'encounters.write'),
	noteActions
);
