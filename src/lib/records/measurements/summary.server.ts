import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryLoad } from '$lib/records/chart/summary';
import { recordEvents } from '$lib/records/problems/live';
import { kinds } from './kinds';
import { kindLabel, valueWords } from './words';

/** Of each kind the last value, in their order. */
const summary: SummaryLoad = async ({ client, patientId, zone }) => {
	const { data } = await client
		.from('measurements')
		.select('id, kind, value, second_value, unit, measured_at')
		.eq('patient_id', patientId)
		.is('voided_at', null)
		.order('measured_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(60)
		.throwOnError();
	const latest = kinds.flatMap(({ kind }) => data.find((row) => row.kind === kind) ?? []);
	return {
		events: recordEvents,
		place: 30,
		title: m.measurements_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/measurements', { id: patientId }),
		none: m.measurements_none(),
		lines: latest.map((row) => ({
			id: row.id,
			title: `${kindLabel(row.kind)}: ${valueWords(row)}`,
			text: formatDate(row.measured_at, zone)
		}))
	};
};

export default summary;
