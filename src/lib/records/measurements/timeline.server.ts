import { z } from 'zod';
import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { kindLabel, valueWords } from './words';

const values = z.array(
	z.object({
		kind: z.string(),
		value: z.number(),
		second: z.number().nullable(),
		unit: z.string()
	})
);

export default {
	measurement: {
		icon: 'measurement',
		label: () => m.measurements_title(),
		forPatient: true,
		words: (facts) => ({
			title: m.measurements_title(),
			text: (values.safeParse(facts.any('values')).data ?? [])
				.map(
					({ kind, second, ...row }) =>
						`${kindLabel(kind)} ${valueWords({ ...row, second_value: second })}`
				)
				.join(' · ')
		}),
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/measurements', { id })
	}
} satisfies HistoryKinds;
