import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import { m } from '$lib/paraglide/messages.js';

const moment = wallClockTime(() => m.inbox_error_moment());

export const openSchema = z.object({ kind: z.string().max(40), item_id: z.uuid() });

export const nameSchema = z
	.object({
		/** Empty: oneself. */
		staff_id: z.union([z.literal(''), z.uuid()]).default(''),
		delegate_id: z.uuid({ error: () => m.inbox_error_delegate() }),
		/** Of the hospital's clock. */
		since: moment,
		until: moment
	})
	.refine(({ since, until }) => since < until, {
		path: ['until'],
		error: () => m.inbox_error_until()
	});

export const endSchema = z.object({ stand_in_id: z.uuid() });
