import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { composeSections } from '$lib/wards/discharge/compose';
import { addAddendum, saveSummary, settleItem, signSummary } from '$lib/wards/discharge/commands';
import { explainDischarge } from '$lib/wards/discharge/errors';
import { dischargers } from '$lib/wards/discharge/guard.server';
import { deathWithdrawn } from '$lib/wards/discharge/facts';
import { dischargeKey } from '$lib/wards/discharge/live';
import { checklist, stayFacts, summaryOf } from '$lib/wards/discharge/queries';
import {
	addendumSchema,
	leaveSchema,
	saveSchema,
	settleSchema,
	signSchema
} from '$lib/wards/discharge/schema';
import { sections } from '$lib/wards/discharge/sections';
import { sectionLabel } from '$lib/wards/discharge/words';
import { getLocale } from '$lib/paraglide/runtime.js';
import { openStay } from '$lib/people/openings/open.server';
import { perform } from '$lib/app/forms/perform.server';
import { wardActions } from '$lib/wards/board/actions.server';
import { dischargePatient } from '$lib/wards/board/commands';
import { undoableMove } from '$lib/wards/board/panel';
import { admissionHeader } from '$lib/wards/nursing/queries';
import type { PageServerLoad } from './$types';

type StayEvent = RequestEvent<{ id: string }>;

export const load: PageServerLoad = async (event) => {
	event.depends(dischargeKey);
	const access = dischargers(event);
	await openStay(event, event.params.id);
	const { id } = event.params;
	const client = event.locals.supabase;
	// Whose stay it is, is the layout's to judge.
	const [{ admission }, items, facts, summary] = await Promise.all([
		event.parent(),
		checklist(client, id),
		stayFacts(client, id),
		summaryOf(client, id)
	]);
	const language = getLocale();
	const discharges = access.ward_ids.includes(admission.ward_id);
	const undoable =
		discharges && admission.discharged_at ? await undoableMove(client, admission.ward_id) : null;
	return {
		/** The reader's own discharge, while it can be undone. */
		undoable: undoable?.admission_id === id ? undoable : null,
		items,
		facts: summary?.facts ?? facts,
		/** As it is known now: what was signed may say otherwise. */
		disposition: facts.disposition,
		leftUnknown: Boolean(facts.death_withdrawn_at),
		deathWithdrawnAt: deathWithdrawn(summary?.facts ?? null, facts),
		summary,
		language,
		proposed: composeSections(facts, language),
		isDoctor: access.doctor_id !== null,
		/** Only those with the ward end its stays. */
		discharges
	};
};

/** The short text the stay itself keeps: what the summary says, without its letterhead. */
async function textOf(event: StayEvent): Promise<string> {
	const summary = await summaryOf(event.locals.supabase, event.params.id);
	if (!summary) return '';
	return sections
		.filter((name) => summary.sections[name].trim())
		.map((name) => `${sectionLabel(name, summary.language)}: ${summary.sections[name].trim()}`)
		.join('\n\n')
		.slice(0, 20_000);
}

export const actions = guarded(dischargers, {
	settle: (event: StayEvent) =>
		perform(event, {
			schema: settleSchema,
			explain: explainDischarge,
			run: (input) => settleItem(event.locals.supabase, event.params.id, input)
		}),
	save: (event: StayEvent) =>
		perform(event, {
			schema: saveSchema,
			explain: explainDischarge,
			run: (input) => saveSummary(event.locals.supabase, event.params.id, input),
			// What a colleague has saved is shown beside what was typed.
			amend: (refused) => ({ ...refused, stale: false })
		}),
	leave: async (event: StayEvent, access) => {
		const ward = (await admissionHeader(event.locals.supabase, event.params.id))?.ward_id;
		return perform(event, {
			schema: leaveSchema,
			explain: explainDischarge,
			run: async ({ disposition, diagnosis_group }) =>
				dischargePatient(
					event.locals.supabase,
					event.params.id,
					disposition,
					await textOf(event),
					diagnosis_group
				),
			// Where it can be undone. The chart stays open to the doctors; for the ward's other people it closed.
			next: () => (access.doctor_id ? event.url.pathname : ward ? `/wards/${ward}` : '/wards')
		});
	},
	undo: (event: StayEvent) => wardActions.undo(event),
	sign: (event: StayEvent) =>
		perform(event, {
			schema: signSchema,
			explain: explainDischarge,
			run: ({ version }) => signSummary(event.locals.supabase, event.params.id, version)
		}),
	add: (event: StayEvent) =>
		perform(event, {
			schema: addendumSchema,
			explain: explainDischarge,
			run: ({ text }) => addAddendum(event.locals.supabase, event.params.id, text)
		})
});
