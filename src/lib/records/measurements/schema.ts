import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import type { Refused } from '$lib/app/forms/refused';
import { wallClockTime } from '$lib/app/time/schema';
import { kinds, typedNumber, typedPressure, type Kind } from './kinds';

type Plain = Exclude<Kind, 'blood_pressure'>;

const measured = Object.fromEntries(
	kinds.map(({ kind, least, most }) => [
		kind,
		kind === 'blood_pressure'
			? z
					.string()
					.default('')
					.transform(typedPressure)
					.refine(
						(value) =>
							!value ||
							(value[0] >= least && value[0] <= most && value[1] >= 10 && value[1] < value[0]),
						'blood_pressure'
					)
			: z
					.string()
					.default('')
					.transform(typedNumber)
					.refine((value) => value === null || (value >= least && value <= most), kind)
	])
) as unknown as Record<Plain, z.ZodType<number | null>> & {
	blood_pressure: z.ZodType<[number, number] | null>;
};

export const recordSchema = z
	.object({
		...measured,
		measured_at: z.union([z.literal(''), wallClockTime()]).default(''),
		note: z.string().trim().max(300),
		encounter_id: z.uuid().or(z.literal('')),
		confirmed: ticked
	})
	.refine((input) => kinds.some(({ kind }) => input[kind] !== null), {
		path: ['height'],
		message: 'nothing'
	});

export const gestationSchema = z.object({
	weeks: z.coerce.number('weeks').int('weeks').min(20, 'weeks').max(44, 'weeks'),
	days: z.coerce.number('weeks').int('weeks').min(0, 'weeks').max(6, 'weeks'),
	version: z.string()
});

/** A refusal of unusual values names them: the form asks once whether they are right. */
export interface RefusedMeasurements extends Refused {
	unusual: string[];
}
