import { z } from 'zod';

/** What a closing tab sends: see `HandoverRoom.lastWords`. */
export const lastWordsSchema = z.object({
	sheet_id: z.uuid(),
	known_seq: z.coerce.number().int().nonnegative(),
	update: z.base64()
});
