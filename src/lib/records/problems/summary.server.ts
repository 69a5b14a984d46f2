import { resolve } from '$app/paths';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { recordEvents } from './live';
import { partialDateWords, sideLabel } from './words';

/** The problems that go on, the newest first. */
const summary: SummaryLoad = async ({ client, patientId }) => {
	const { data } = await client
		.from('problems')
		.select('id, text, side, onset')
		.eq('patient_id', patientId)
		.eq('status', 'active')
		.is('voided_at', null)
		.order('recorded_at', { ascending: false })
		.order('id')
		.limit(12)
		.throwOnError();
	return {
		events: recordEvents,
		place: 10,
		title: m.problems_list(),
		href: resolve('/(clinic)/patients/[id=uuid]/problems', { id: patientId }),
		none: m.problems_none(),
		lines: data.map(({ id, text, side, onset }) => ({
			id,
			title: text,
			text: [sideLabel(side), onset && m.problems_since({ when: partialDateWords(onset) })]
				.filter(Boolean)
				.join(' · ')
		}))
	};
};

export default summary;
