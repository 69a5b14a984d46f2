import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** What is in the coded record, as `strike_entry` calls it. */
export const entryKinds = [
	'problem',
	'diagnosis',
	'procedure',
	'family',
	'social',
	'immunisation',
	'measurement'
] as const;
export type EntryKind = (typeof entryKinds)[number];

interface Named {
	full_name: string;
}
/** What every entry has. */
export interface Entry {
	id: string;
	version: number;
	recorded_at: string;
	updated_at: string | null;
	voided_at: string | null;
	void_reason: string | null;
	recorder: Named | null;
	editor: Named | null;
}
/** What a coded one has beside it; without a code it is not coded, and is said to be. */
export interface CodedEntry extends Entry {
	text: string;
	code: { code: string; system_id: string; display: string; display_es: string | null } | null;
}

/** The columns of an entry; `table` names the references. */
export const entryColumns = <Table extends string>(table: Table) =>
	`id, version, recorded_at, updated_at, voided_at, void_reason,
	recorder:staff!${table}_recorded_by_fkey(full_name), editor:staff!${table}_updated_by_fkey(full_name)` as const;
export const codedColumns = <Table extends string>(table: Table) =>
	`${entryColumns(table)}, text, code:codes(code, system_id, display, display_es)` as const;

export const strikeSchema = z.object({
	entry_id: z.uuid(),
	kind: z.enum(entryKinds),
	version: z.coerce.number().int(),
	reason: z.string().trim().min(3, 'reason').max(300, 'reason')
});
export const strikeEntry = (client: Client, input: z.output<typeof strikeSchema>) =>
	client.rpc('strike_entry', {
		p_kind: input.kind,
		p_id: input.entry_id,
		p_reason: input.reason,
		p_version: input.version
	});

/** What an entry is about: a code, or words. */
export const codedFields = {
	code_id: z.uuid().or(z.literal('')),
	text: z.string().trim().max(200, 'text').optional()
};
export const isSaid = ({ code_id, text }: { code_id: string; text?: string }) =>
	code_id !== '' || (text ?? '') !== '';
/** A day, a month or a year, or nothing. */
export const partialDate = (key: string) =>
	z
		.string()
		.trim()
		.regex(/^([12]\d{3}(-(0[1-9]|1[0-2])(-[0-3]\d)?)?)?$/, key);
export const optional = (text: string | undefined) => text || undefined;
