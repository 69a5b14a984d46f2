import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { recordEvents } from '$lib/records/problems/live';
import { immunisationsDue, vaccines } from './queries';
import { vaccineName } from './words';

/** What is due now by the hospital's schedule. */
const summary: SummaryLoad = async ({ client, patientId }) => {
	const [due, known] = await Promise.all([immunisationsDue(client, patientId), vaccines(client)]);
	return {
		events: recordEvents,
		place: 40,
		title: m.immunisations_due_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/immunisations', { id: patientId }),
		none: m.immunisations_due_now_none(),
		lines: due
			.filter(({ state }) => state === 'due')
			.slice(0, 6)
			.flatMap(({ vaccine_id, dose, due_on }) => {
				const vaccine = known.find(({ id }) => id === vaccine_id);
				if (!vaccine) return [];
				return {
					id: vaccine_id,
					title: vaccineName(vaccine),
					text: `${m.immunisations_dose_number({ dose })} · ${m.immunisations_due_since({ day: formatDate(due_on) })}`
				};
			})
	};
};

export default summary;
