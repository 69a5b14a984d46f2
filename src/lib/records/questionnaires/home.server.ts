import { resolve } from '$app/paths';
import { formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { HomeSource } from '$lib/people/portal/home';
import { comingVisits } from '$lib/visits/scheduling/queries';
import { askedBefore } from './queries';
import { setName } from './questions';

/** Questions are on top of the home from so many days before the visit; the visit itself has them from its booking. */
const daysAhead = 14;

/** What the patient should answer before a visit, and has not sent yet. */
export default (async (client, { patientIds, now, zone }) => {
	const { rows } = await comingVisits(client, patientIds, { now: now.toISOString(), size: 20 });
	const until = now.getTime() + daysAhead * 86_400_000;
	const open = rows.filter(
		({ status, starts_at }) =>
			(status === 'requested' || status === 'confirmed') && Date.parse(starts_at) < until
	);
	const asked = await askedBefore(
		client,
		open.map(({ id }) => id)
	);
	return asked
		.filter(({ state }) => state !== 'sent')
		.flatMap(({ appointment_id, set_id, state, ...set }) => {
			const visit = open.find(({ id }) => id === appointment_id);
			if (!visit) return [];
			return {
				id: `questions ${appointment_id} ${set_id}`,
				until: visit.starts_at,
				title: setName(set),
				text: m.questionnaires_before({ when: formatDateTime(visit.starts_at, zone) }),
				action: state === 'begun' ? m.questionnaires_continue() : m.questionnaires_start(),
				href: resolve('/(portal)/portal/visits/[id=uuid]/questions', { id: appointment_id }),
				patient: visit.patient?.name ?? null
			};
		});
}) satisfies HomeSource;
