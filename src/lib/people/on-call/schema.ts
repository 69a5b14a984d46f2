import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import { m } from '$lib/paraglide/messages.js';

const moment = wallClockTime(() => m.on_call_error_moment());
const longest = 8 * 86_400_000;

export const addSchema = z
	.object({
		staff_id: z.uuid({ error: () => m.on_call_error_colleague() }),
		/** Empty: the whole hospital. */
		department_id: z.union([z.literal(''), z.uuid()]).default(''),
		/** Of the hospital's clock. */
		starts: moment,
		ends: moment,
		contact: z
			.string()
			.trim()
			.max(60, { error: () => m.on_call_error_contact() })
			.default('')
	})
	.refine(({ starts, ends }) => starts < ends, {
		path: ['ends'],
		error: () => m.on_call_error_order()
	})
	.refine(({ starts, ends }) => Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`) <= longest, {
		path: ['ends'],
		error: () => m.on_call_error_long()
	});

export const endSchema = z.object({ shift_id: z.uuid() });
