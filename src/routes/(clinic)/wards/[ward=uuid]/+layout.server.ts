import { idFrom } from '$lib/app/forms/id';
import { lastStep, type LastStep } from '$lib/app/undo/steps';
import { may } from '$lib/access/session/access';
import { signedIn } from '$lib/access/session/guard.server';
import { boardKey } from '$lib/wards/board/live';
import {
	panelFacts,
	undoableMove,
	type PanelFacts,
	type UndoableMove
} from '$lib/wards/board/panel';
import { tabsOf } from '../../tabs.server';
import type { LayoutServerLoad } from './$types';

interface Beside {
	tabs: ReturnType<typeof tabsOf>;
	/** The reader's last move here, while it can be undone. */
	undoable: UndoableMove | null;
	/** The reader's last step of a cleaning or a closed bed, while it can be undone. */
	step: LastStep | null;
	/** Of the bed whose panel is open. */
	panel: PanelFacts | null;
}

/** What stands beside the board: read at the same time as it, and by those only whom it concerns. */
export const load: LayoutServerLoad = async (event): Promise<Beside> => {
	event.depends(boardKey);
	const access = signedIn(event);
	const bed = idFrom(event.url.searchParams.get('bed'));
	const tabs = tabsOf('ward', access, event.params.ward, event);
	if (!access.ward_ids.includes(event.params.ward))
		return { tabs, undoable: null, step: null, panel: null };
	const admits = may(access, 'admissions.manage');
	const { supabase } = event.locals;
	const cleans = may(access, 'housekeeping.work') || may(access, 'beds.manage');
	const [undoable, step, panel] = await Promise.all([
		admits ? undoableMove(supabase, event.params.ward) : null,
		cleans ? lastStep(supabase, 'cleaning', 'closure') : null,
		bed ? panelFacts(supabase, bed, admits) : null
	]);
	return { tabs, undoable, step, panel };
};
