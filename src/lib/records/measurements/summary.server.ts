import { resolve } from '$app/paths';
import { formatDate, formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { SummaryAsk, SummaryLoad } from '$lib/records/chart/summary';
import { recordEvents } from '$lib/records/problems/live';
import { kinds } from './kinds';
import { kindLabel, valueWords } from './words';

interface Value {
	id: string;
	kind: string;
	value: number;
	second_value: number | null;
	unit: string;
	at: string;
}

/** The last set that was taken on a ward, within a day: what it scored, and its values as the clinics have theirs. */
async function onWard({ client, patientId, at }: SummaryAsk) {
	const { data: set } = await client
		.from('observations')
		.select(
			'id, observed_at, news2_score, systolic, diastolic, pulse, respiratory_rate, temperature, spo2, glucose, weight'
		)
		.eq('patient_id', patientId)
		.is('voided_at', null)
		.gte('observed_at', new Date(Date.parse(at) - 86_400_000).toISOString())
		.order('observed_at', { ascending: false })
		.limit(1)
		.maybeSingle()
		.throwOnError();
	if (!set) return null;
	const { id, observed_at, ...numbers } = set;
	const taken: Partial<Record<string, number | null>> = {
		...numbers,
		blood_pressure: set.systolic
	};
	const values = kinds.flatMap(({ kind, unit }): Value[] => {
		const value = taken[kind];
		if (value === null || value === undefined) return [];
		const second_value = kind === 'blood_pressure' ? set.diastolic : null;
		if (kind === 'blood_pressure' && second_value === null) return [];
		return [{ id: `${id} ${kind}`, kind, value, second_value, unit, at: observed_at }];
	});
	return { id, score: set.news2_score, at: observed_at, values };
}

/** Of each kind the last value, in their order, wherever it was taken. */
const summary: SummaryLoad = async (ask) => {
	const { client, patientId, zone } = ask;
	const [{ data }, ward] = await Promise.all([
		client
			.from('measurements')
			.select('id, kind, value, second_value, unit, at:measured_at')
			.eq('patient_id', patientId)
			.is('voided_at', null)
			.order('measured_at', { ascending: false })
			.order('id', { ascending: false })
			.limit(60)
			.throwOnError(),
		onWard(ask)
	]);
	const values: Value[] = [...(ward?.values ?? []), ...data].sort(
		(one, other) => Date.parse(other.at) - Date.parse(one.at)
	);
	const latest = kinds.flatMap(({ kind }) => values.find((row) => row.kind === kind) ?? []);
	return {
		events: [...recordEvents, 'observations_changed'],
		place: 30,
		title: m.measurements_title(),
		href: resolve('/(clinic)/patients/[id=uuid]/measurements', { id: patientId }),
		none: m.measurements_none(),
		lines: [
			...(ward && ward.score !== null
				? [
						{
							id: ward.id,
							title: m.measurements_news2({ score: ward.score }),
							text: formatDateTime(ward.at, zone)
						}
					]
				: []),
			...latest.map((row) => ({
				id: row.id,
				title: `${kindLabel(row.kind)}: ${valueWords(row)}`,
				text: formatDate(row.at, zone)
			}))
		]
	};
};

export default summary;
