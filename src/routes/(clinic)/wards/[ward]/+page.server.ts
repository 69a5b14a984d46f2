import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';
import { wardActions, type WardAction } from '$lib/wards/board/actions.server';
import { boardKey } from '$lib/wards/board/live';
import { attendings, bedBoard, waitingAdmissions, wardSummaries } from '$lib/wards/board/queries';
import { chosenView } from '$lib/wards/board/view.server';
import type { Actions, PageServerLoad } from './$types';

type WardEvent = Pick<RequestEvent<{ ward: string }>, 'locals' | 'url' | 'request' | 'params'>;

/** The ward of this page; for anybody who does not work on it, the page does not exist. */
function wardId(event: WardEvent): string {
	const { ward_ids } = signedIn(event);
	if (!ward_ids.includes(event.params.ward)) error(404, m.errors_not_found());
	return event.params.ward;
}

export const load: PageServerLoad = async (event) => {
	event.depends(boardKey);
	const id = wardId(event);
	const { supabase, access } = event.locals;
	const openBed = event.url.searchParams.get('bed');
	const admits = may(access, 'admissions.manage');

	const [wards, all, waiting, doctors] = await Promise.all([
		wardSummaries(supabase),
		// Where a patient could be moved to is a question about every ward.
		bedBoard(supabase, openBed && admits ? undefined : id),
		waitingAdmissions(supabase, id),
		openBed && admits ? attendings(supabase) : []
	]);
	const ward = wards.find(({ ward_id }) => ward_id === id);
	if (!ward) error(404, m.errors_not_found());

	const beds = all.filter(({ ward_id }) => ward_id === id);
	return {
		ward,
		wards,
		beds,
		waiting,
		doctors,
		open: beds.find(({ bed_id }) => bed_id === openBed) ?? null,
		freeBeds: all.filter(({ state }) => state === 'available').map(toPlace),
		otherPatients: openBed ? all.filter(({ admission_id }) => admission_id).map(toPlace) : [],
		view: chosenView(event, 'roomy'),
		now: new Date().toISOString()
	};
};

/* What a list to choose from needs, and no more. */
const toPlace = (bed: Awaited<ReturnType<typeof bedBoard>>[number]) => ({
	bed_id: bed.bed_id,
	bed_label: bed.bed_label,
	ward_id: bed.ward_id,
	ward_name: bed.ward_name,
	admission_id: bed.admission_id,
	patient_name: bed.patient_name
});

const act = (name: WardAction) => (event: RequestEvent<{ ward: string }>) =>
	wardActions[name](event, wardId(event));

export const actions: Actions = {
	admit: act('admit'),
	transfer: act('transfer'),
	swap: act('swap'),
	discharge: act('discharge'),
	undo: act('undo'),
	leave: act('leave'),
	back: act('back'),
	update: act('update'),
	newborn: act('newborn'),
	close: act('close'),
	reopen: act('reopen'),
	start: act('start'),
	finish: act('finish'),
	handback: act('handback'),
	callOff: act('callOff')
};
