import { z } from 'zod';

export const retrySchema = z.object({ id: z.uuid() });
