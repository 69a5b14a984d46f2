import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';

const error = () => m.merges_error_reason();
const reason = z.string().trim().min(10, { error }).max(500, { error });

export const mergeSchema = z
	.object({ one: z.uuid(), other: z.uuid(), keep: z.uuid(), reason })
	.transform(({ one, other, keep, reason }) => ({
		keep,
		drop: keep === one ? other : one,
		reason
	}));
export const undoSchema = z.object({ merge_id: z.uuid(), reason });
export const apartSchema = z.object({ one: z.uuid(), other: z.uuid() });
