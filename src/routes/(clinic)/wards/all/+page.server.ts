import type { RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { ofKind, signedIn } from '$lib/access/session/guard.server';
import { wardActions } from '$lib/wards/board/actions.server';
import { boardKey } from '$lib/wards/board/live';
import { undoableMove } from '$lib/wards/board/panel';
import { bedBoard } from '$lib/wards/board/queries';
import { chosenView } from '$lib/wards/board/view.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(boardKey);
	const access = ofKind(event, 'admin', 'doctor', 'staff');
	const view = chosenView(event, 'compact');
	const client = event.locals.supabase;
	const [beds, undoable] = await Promise.all([
		bedBoard(client),
		may(access, 'admissions.manage') ? undoableMove(client) : null
	]);
	return {
		beds,
		undoable,
		view: view === 'roomy' ? view : 'compact',
		now: new Date().toISOString()
	} as const;
};

const act = (name: 'transfer' | 'swap' | 'undo') => (event: RequestEvent) => {
	signedIn(event);
	return wardActions[name](event);
};

/* Patients are moved here; what else one does at a bed, one does on its ward. */
export const actions: Actions = {
	transfer: act('transfer'),
	swap: act('swap'),
	undo: act('undo')
};
