import { z } from 'zod';
import { formats } from './formats';

export const beginImportSchema = z.object({
	system_id: z
		.string()
		.trim()
		.regex(/^[a-z][a-z0-9-]{1,39}$/, 'system_id'),
	format: z.enum(formats),
	file_name: z.string().trim().min(1, 'file_name').max(200, 'file_name'),
	version: z.string().trim().max(60),
	name: z.string().trim().max(120),
	url: z
		.string()
		.trim()
		.regex(/^$|^(https?:\/\/|urn:)\S{3,200}$/, 'url'),
	notice: z.string().trim().max(4000)
});
export type BeginImport = z.output<typeof beginImportSchema>;
