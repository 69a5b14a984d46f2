import { z } from 'zod';

const body = z.string().trim().min(1).max(5000);
/** An upload's uuid, and what it was called. */
const file = {
	file: z.union([z.literal(''), z.uuid()]).default(''),
	file_name: z.string().trim().max(200).default('')
};

export const startSchema = z.object({
	/** Empty: the care team. */
	staff_id: z.union([z.literal(''), z.uuid()]).default(''),
	subject: z.string().trim().min(1).max(120),
	body,
	...file
});
export const sendSchema = z.object({ seen_at: z.string(), body, ...file });
export const giveSchema = z.object({
	version: z.coerce.number().int(),
	staff_id: z.union([z.literal(''), z.uuid()]).default('')
});
export const closeSchema = z.object({ seen_at: z.string() });
export const errorSchema = z.object({ line_id: z.uuid() });
