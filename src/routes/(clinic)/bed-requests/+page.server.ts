import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { instantOf } from '$lib/app/time/instants.server';
import {
	placePatient,
	releaseReservation,
	requestBed,
	reserveBed,
	withdrawRequest
} from '$lib/wards/requests/commands';
import { explainBedRequest } from '$lib/wards/requests/errors';
import { bedRequestsKey } from '$lib/wards/requests/live';
import { bedProposals, bedRequestQueue, wardNames } from '$lib/wards/requests/queries';
import {
	placeSchema,
	releaseSchema,
	requestSchema,
	reserveSchema,
	withdrawSchema
} from '$lib/wards/requests/schema';
import { m } from '$lib/paraglide/messages.js';
import { typedLength } from '$lib/app/lists/typed';
import { patientCard, searchPatients, shortestSearch } from '$lib/people/patients/queries';
import { permitted, signedIn } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { here, perform } from '$lib/app/forms/perform.server';
import { idFrom } from '$lib/app/forms/id';
import { attendings, wardSummaries } from '$lib/wards/board/queries';
import type { PageServerLoad } from './$types';

/** How many beds are proposed at first, and when more are asked for. */
const few = 5;
const more = 15;

export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	const [mayAssign, mayRequest] = [may(access, 'beds.assign'), may(access, 'admissions.manage')];
	if (!mayAssign && !mayRequest) error(404, m.errors_not_found());
	event.depends(bedRequestsKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const askedWard = idFrom(query.get('ward'));
	const askedRequest = idFrom(query.get('request'));
	const adding = mayRequest && query.has('add');
	const patientId = adding ? idFrom(query.get('patient')) : null;
	const typed = adding ? (query.get('q') ?? '') : '';

	const proposalsFor = (requestId: string) =>
		mayAssign ? bedProposals(client, requestId, query.has('more') ? more : few) : [];

	// What the address names is read beside what shows whether there is such a thing.
	const [wards, ofWard, proposed, everyWard, patient, found, doctors] = await Promise.all([
		wardSummaries(client),
		bedRequestQueue(client, askedWard ?? undefined),
		askedRequest ? proposalsFor(askedRequest) : [],
		adding ? wardNames(client) : [],
		patientId ? patientCard(client, patientId) : null,
		typedLength(typed) >= shortestSearch ? searchPatients(client, typed) : [],
		mayRequest ? attendings(client) : []
	]);
	const ward = wards.find(({ ward_id }) => ward_id === askedWard) ?? null;
	const queue = askedWard && !ward ? await bedRequestQueue(client) : ofWard;
	const named = queue.find(({ request_id }) => request_id === askedRequest) ?? null;
	// Where there is room beside the queue, the first who has no bed yet is looked at.
	const chosen = named ?? (adding ? null : (queue.find(({ kept }) => !kept) ?? queue[0] ?? null));
	return {
		mayAssign,
		mayRequest,
		/** Under whom somebody can be admitted. */
		doctors,
		wards: wards.map(({ ward_id, ward_name }) => ({ id: ward_id, name: ward_name })),
		ward: ward?.ward_id ?? '',
		queue,
		chosen,
		/** Whether the address names the request, so that a phone shows it instead of the queue. */
		opened: named !== null,
		/** Whether the request that was opened is over by now. */
		gone: named === null && query.has('request'),
		proposals: named ? proposed : chosen ? await proposalsFor(chosen.request_id) : [],
		few,
		adding,
		patient,
		everyWard,
		search: { query: typed, found },
		now: new Date().toISOString()
	};
};

/** The queue again, without what was open on it. */
const list = (event: RequestEvent, request: string | null) =>
	here(event, { add: null, q: null, patient: null, more: null, request });

const asking = guarded((event: RequestEvent) => permitted(event, 'admissions.manage'), {
	ask: (event) => {
		const client = event.locals.supabase;
		return perform(event, {
			schema: requestSchema,
			explain: explainBedRequest,
			async run(wish) {
				const { time_zone } = await hospitalSettings(client);
				return requestBed(client, {
					...wish,
					needed_by: wish.needed_by && instantOf(wish.needed_by, time_zone)
				});
			},
			next: ({ data }) => list(event, data?.id ?? null)
		});
	},
	withdraw: (event) =>
		perform(event, {
			schema: withdrawSchema,
			explain: explainBedRequest,
			run: ({ request_id, reason }) => withdrawRequest(event.locals.supabase, request_id, reason),
			next: () => list(event, null)
		}),
	place: (event) =>
		perform(event, {
			schema: placeSchema,
			explain: explainBedRequest,
			run: ({ request_id, bed_id, override_reason, attending_id }) =>
				placePatient(event.locals.supabase, request_id, bed_id, override_reason, attending_id),
			next: () => list(event, null)
		})
});

const keeping = guarded((event: RequestEvent) => permitted(event, 'beds.assign'), {
	reserve: (event) =>
		perform(event, {
			schema: reserveSchema,
			explain: explainBedRequest,
			run: (kept) =>
				reserveBed(event.locals.supabase, {
					requestId: kept.request_id,
					bedId: kept.bed_id,
					hours: Number(kept.hours),
					overrideReason: kept.override_reason
				}),
			next: ({ data }) => list(event, data?.request_id ?? null)
		}),
	release: (event) =>
		perform(event, {
			schema: releaseSchema,
			explain: explainBedRequest,
			run: ({ reservation_id }) => releaseReservation(event.locals.supabase, reservation_id),
			next: ({ data }) => list(event, data?.request_id ?? null)
		})
});

export const actions = { ...asking, ...keeping };
