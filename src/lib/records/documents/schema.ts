import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { kinds } from './kinds';

const words = {
	kind: z.enum(kinds),
	title: z.string().trim().min(1).max(200),
	dated_on: z.iso.date()
};

/** What is asked of a document as it is filed. `file` is the upload's uuid; the folder is the patient's. */
export const fileSchema = z.object({
	file: z.uuid({ error: () => m.documents_error_missing() }),
	...words,
	restricted: ticked,
	release: ticked,
	replaces_id: z.uuid().optional()
});

/** What a patient says of what they send. */
export const sendSchema = z.object({ file: fileSchema.shape.file, ...words });

const version = { document_id: z.uuid(), updated_at: z.string() };

export const correctSchema = z.object({ ...version, ...words, restricted: ticked });
export const releaseSchema = z.object({ ...version, released: z.enum(['yes', 'no']) });
export const seenSchema = z.object({ document_id: z.uuid() });
export const voidSchema = z.object({ ...version, reason: z.string().trim().min(3).max(500) });
