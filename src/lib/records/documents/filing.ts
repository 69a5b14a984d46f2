import { z } from 'zod';

/*
 * What is asked of the edge function `file-document`: what file_document takes, and is judged by the database. Free of
 * the app's own imports, because Deno reads it too.
 */
export const filingSchema = z.object({
	p_name: z.string(),
	p_kind: z.string(),
	p_title: z.string(),
	p_dated_on: z.string(),
	p_restricted: z.boolean().default(false),
	p_release: z.boolean().default(false),
	p_replaces_id: z.uuid().optional()
});
export type Filing = z.input<typeof filingSchema>;

/** Why a file cannot be filed, said as the database would. */
export const notFiled = {
	type: { code: '22023', hint: 'file', message: 'not a type that is filed' },
	gone: { code: 'LN037', hint: 'p_name', message: 'no such upload' },
	scanner: { code: '22023', hint: 'scanner', message: 'the scanner does not answer' }
} as const;
