import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';
import { wardActions, type WardAction } from '$lib/wards/board/actions.server';
import { boardKey } from '$lib/wards/board/live';
import type { BedPlace } from '$lib/wards/board/board';
import {
	attendings,
	bedBoard,
	placesElsewhere,
	waitingAdmissions,
	wardSummaries
} from '$lib/wards/board/queries';
import { chosenView } from '$lib/wards/board/view.server';
import type { BoardMarks } from '$lib/wards/board/timed-marks';
import type { Actions, PageServerLoad } from './$types';

const rooms = import.meta.glob<BoardMarks>('../../../../lib/*/*/board.server.ts', {
	eager: true,
	import: 'default'
});

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

	const [wards, plain, elsewhere, waiting, doctors, ...marks] = await Promise.all([
		wardSummaries(supabase),
		bedBoard(supabase, id),
		// Where a patient could be moved to is a question about every ward, but a short one.
		openBed && admits ? placesElsewhere(supabase, id) : [],
		waitingAdmissions(supabase, id),
		openBed && admits ? attendings(supabase) : [],
		...Object.values(rooms).map((room) => room(supabase, id))
	]);
	const beds = plain.map((bed) => ({
		...bed,
		marks: marks.flatMap((known) => known.get(bed.admission_id ?? '') ?? [])
	}));
	const ward = wards.find(({ ward_id }) => ward_id === id);
	if (!ward) error(404, m.errors_not_found());

	const places = [...beds, ...elsewhere];
	return {
		ward,
		wards,
		beds,
		waiting,
		doctors,
		open: beds.find(({ bed_id }) => bed_id === openBed) ?? null,
		freeBeds: places.filter(({ state }) => state === 'available').map(toPlace),
		otherPatients: openBed ? places.filter(({ admission_id }) => admission_id).map(toPlace) : [],
		// Who cleans finds the next step on the bed itself.
		view: chosenView(event, admits || !may(access, 'housekeeping.work') ? 'compact' : 'roomy'),
		now: new Date().toISOString()
	};
};

/* What a list to choose from needs, and no more. */
const toPlace = (bed: BedPlace) => ({
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
	callOff: act('callOff'),
	undo_cleaning: act('undo_cleaning'),
	undo_closure: act('undo_closure')
};
