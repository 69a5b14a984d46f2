import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { catalogue } from '$lib/people/directory/queries';
import { patientCard } from '$lib/people/patients/queries';
import { firstFree } from '$lib/visits/scheduling/queries';
import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { here, perform } from '$lib/app/forms/perform.server';
import { waitlistActions } from '$lib/visits/waitlist/actions.server';
import { offerTime } from '$lib/visits/waitlist/commands';
import { explainWaitlist } from '$lib/visits/waitlist/errors';
import { waitlistKey } from '$lib/visits/waitlist/live';
import { idFrom } from '$lib/app/forms/id';
import { readPreset } from '$lib/visits/waitlist/preset';
import { entryById, waitlistBoard } from '$lib/visits/waitlist/queries';
import { offerSchema } from '$lib/visits/waitlist/schema';
import { urgencies } from '$lib/visits/waitlist/urgency';
import type { PageServerLoad } from './$types';

type Client = App.Locals['supabase'];

export const load: PageServerLoad = async (event) => {
	permitted(event, 'waitlist.manage');
	event.depends(waitlistKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const care = await catalogue(client);
	const filters = {
		doctor: care.doctors.find(({ id }) => id === query.get('of'))?.id ?? '',
		specialty: care.specialties.find(({ id }) => id === query.get('in'))?.id ?? '',
		urgency: urgencies.find((urgency) => urgency === query.get('urgency')) ?? ''
	};
	const doctorIds = care.doctors
		.filter(({ specialty_id }) => specialty_id === filters.specialty)
		.map(({ id }) => id);
	const offering = idFrom(query.get('offer'));
	const patientId = idFrom(query.get('patient'));
	const adding = query.has('add');

	const [board, times, patient] = await Promise.all([
		waitlistBoard(client, filters, doctorIds, { page: pageNumber(query.get('page')) }),
		offering ? freeTimes(client, offering) : null,
		adding && patientId ? patientCard(client, patientId) : null
	]);
	return { care, filters, board, times, adding, patient, preset: readPreset(query) };
};

/** How many free times are proposed for one entry. */
const proposals = 8;

/** The next free times somebody who waits could be offered by hand, with the doctors' names. */
async function freeTimes(client: Client, entryId: string) {
	const entry = await entryById(client, entryId);
	if (!entry?.visit_type || entry.status !== 'waiting') return null;
	const { data } = entry.doctor
		? await client
				.from('doctors')
				.select('id, name, specialty_id')
				.eq('id', entry.doctor.id)
				.throwOnError()
		: await client
				.from('doctors')
				.select('id, name, specialty_id')
				.eq('specialty_id', entry.specialty?.id ?? '')
				.throwOnError();
	const slots = await firstFree(
		client,
		{
			specialtyId: data[0]?.specialty_id ?? '',
			doctorId: entry.doctor?.id ?? null,
			visitTypeId: entry.visit_type.id
		},
		new Date().toISOString(),
		proposals
	);
	const names = new Map(data.map(({ id, name }) => [id, name]));
	return {
		entry_id: entryId,
		slots: slots.map((slot) => ({ ...slot, doctor_name: names.get(slot.doctor_id) ?? '' }))
	};
}

/** The list again, without what was open on it. */
const list = (event: RequestEvent) =>
	here(event, {
		add: null,
		offer: null,
		patient: null,
		doctor: null,
		specialty: null,
		type: null,
		earlier: null
	});

export const actions = guarded((event: RequestEvent) => permitted(event, 'waitlist.manage'), {
	...waitlistActions(list),
	offer: (event) =>
		perform(event, {
			schema: offerSchema,
			explain: explainWaitlist,
			run: ({ entry_id, slot }) => offerTime(event.locals.supabase, entry_id, slot),
			next: () => list(event)
		})
});
