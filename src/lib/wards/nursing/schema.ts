import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import type { Refused } from '$lib/app/forms/refused';
import { several } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { measurements, oxygenDevices, typedNumber } from './measurements';
import { consciousnessLevels } from './news2';

type Limits = (typeof measurements)[number];

/** A measurement that may be left out; checked at its field before the database is asked. */
const measured = ({ from, until, decimals }: Limits) =>
	z
		.string()
		.default('')
		.transform(typedNumber)
		.refine(
			(value) =>
				value === null ||
				(value >= from && value <= until && Number(value.toFixed(decimals)) === value),
			{
				error: () =>
					decimals === 0
						? m.nursing_error_whole({ from, until })
						: m.nursing_error_decimal({ from, until })
			}
		);

const limitsOf = (name: Limits['name']) => {
	const found = measurements.find((measurement) => measurement.name === name);
	if (!found) throw new Error(`no such measurement: ${name}`);
	return measured(found);
};

const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
	z.union([z.literal(''), z.enum(values)]).default('');

export const observationSchema = z.object({
	respiratory_rate: limitsOf('respiratory_rate'),
	spo2: limitsOf('spo2'),
	on_oxygen: choice(['yes', 'no']),
	oxygen_device: choice(oxygenDevices),
	oxygen_flow: limitsOf('oxygen_flow'),
	systolic: limitsOf('systolic'),
	diastolic: limitsOf('diastolic'),
	pulse: limitsOf('pulse'),
	consciousness: choice(consciousnessLevels),
	temperature: limitsOf('temperature'),
	pain: limitsOf('pain'),
	glucose: limitsOf('glucose'),
	weight: limitsOf('weight'),
	note: z
		.string()
		.trim()
		.max(1000, { error: () => m.nursing_error_long() })
		.default(''),
	/** The hospital's clock; empty means now. */
	observed_at: z.union([z.literal(''), wallClockTime()]).default(''),
	/** Unusual measurements that are right all the same. */
	confirmed: several(z.string())
});
export type ObservationInput = z.output<typeof observationSchema>;

/** Measurements that were typed, and are unusual enough to ask whether they are meant. */
export interface RefusedObservation extends Refused {
	unusual: readonly string[];
}

export const voidSchema = z.object({
	observation_id: z.uuid(),
	reason: z
		.string()
		.trim()
		.min(1, { error: () => m.nursing_error_reason() })
		.max(500, { error: () => m.nursing_error_long() })
});

export const acknowledgeSchema = z.object({
	alert_id: z.uuid(),
	note: z
		.string()
		.trim()
		.max(300, { error: () => m.nursing_error_long() })
		.default('')
});

export const scaleSchema = z.object({ scale: z.enum(['1', '2']).transform(Number) });
export const pregnancySchema = z.object({
	pregnant: z.enum(['yes', 'no']).transform((answer) => answer === 'yes')
});
