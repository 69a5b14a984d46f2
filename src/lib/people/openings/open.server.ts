import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

type Event = Pick<RequestEvent, 'locals'>;

/** That somebody has a chart open: by what right, and until when. */
export interface Opening {
	id: string;
	basis: 'care' | 'emergency';
	since: string;
	until: string;
}

export interface Opened {
	/** Null where the chart stays shut. */
	opening: Opening | null;
	/** It can be opened for a reason. */
	asksWhy: boolean;
}

/** A layout and its pages load at once, and each waits for the opening before it reads. */
const asked = new WeakMap<App.Locals, Map<string, Promise<Opened>>>();

function once({ locals }: Event, what: string, open: () => Promise<Opened>): Promise<Opened> {
	const known = asked.get(locals) ?? new Map<string, Promise<Opened>>();
	asked.set(locals, known);
	const opening = known.get(what) ?? open();
	known.set(what, opening);
	return opening;
}

/**
 * Opens a patient's chart for whoever is about to read it: what is the record is read after this and not before. It is
 * written down, and the patient can see it. For those who read no charts nothing is asked.
 */
export const openChart = (event: Event, patientId: string): Promise<Opened> =>
	once(event, patientId, async () => {
		const shut = { opening: null, asksWhy: false };
		if (!may(event.locals.access, 'charts.read')) return shut;
		const { data, error: refused } = await event.locals.supabase.rpc('open_chart', {
			p_patient_id: patientId
		});
		if (!refused) return { opening: (data[0] as Opening | undefined) ?? null, asksWhy: false };
		// One's own record, nobody in one's care, or somebody for whom a reason is needed.
		if (['42501', 'PT404', 'LN028'].includes(refused.code)) {
			return { ...shut, asksWhy: refused.code === 'LN028' };
		}
		throw refused;
	});

/**
 * The same for the chart one stay is of, which those who have not its patient in their care do not know.
 *
 * @throws error 404
 */
export const openStay = (event: Event, admissionId: string): Promise<Opened> =>
	once(event, admissionId, async () => {
		const { data, error: refused } = await event.locals.supabase.rpc('open_chart_of_stay', {
			p_admission_id: admissionId
		});
		if (!refused) return { opening: (data[0] as Opening | undefined) ?? null, asksWhy: false };
		if (['42501', 'PT404', '22P02'].includes(refused.code)) {
			event.locals.refused = 'chart';
			error(404, m.errors_not_found());
		}
		throw refused;
	});
