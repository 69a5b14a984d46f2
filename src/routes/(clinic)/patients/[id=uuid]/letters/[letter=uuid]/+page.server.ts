import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { openChart } from '$lib/people/openings/open.server';
import { letterActions } from '$lib/records/letters/actions.server';
import { sheetOf } from '$lib/records/letters/answer.server';
import { lettersKey } from '$lib/records/letters/live';
import { factsNow, letterById, whyRevoked } from '$lib/records/letters/queries';
import { isActive } from '$lib/records/notes/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(lettersKey);
	const access = permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const letter = await letterById(client, event.params.id, event.params.letter);
	// While the chart is shut nothing is read, and the frame says so.
	if (!letter && opening) error(404, m.errors_not_found());
	const writes = may(access, 'letters.write') && access.staff_id !== null;
	const draft = letter?.status !== 'entered_in_error' && writes ? (letter?.draft ?? null) : null;
	const own = draft !== null && draft.begun_by === access.staff_id;
	const [facts, authorHere, revoked] = await Promise.all([
		letter?.draft ? factsNow(client, event.params.id, letter.draft.begun_by) : null,
		draft && !own ? isActive(client, draft.begun_by) : true,
		letter?.error_at ? whyRevoked(client, letter.id) : null
	]);
	return {
		letter,
		revoked,
		facts,
		/** A draft is anybody's to write in who looks after the patient; who began it signs. */
		draft,
		own,
		writes,
		sheet: letter && sheetOf(letter, facts, { at: event.url, copy: 'full' }),
		/** Who began it has left: whoever looks after the patient now goes on with it. */
		takes: writes && !authorHere,
		staffId: access.staff_id
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string; letter: string }>) => permitted(event, 'letters.write'),
	letterActions
);
