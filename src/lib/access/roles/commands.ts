import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database } from '$lib/app/supabase/database.types';
import { effectSchema, type Change, type Effect } from './change';
import { answerSchema, type Answer } from './why';

type Client = SupabaseClient<Database>;
type Answered<Data> = { data: Data; error: null } | { data: null; error: Refusal };

/** What a change would do; nothing is done. PT404, LN007, LN018, 22023 as the change itself. */
export async function previewChange(client: Client, change: Change): Promise<Answered<Effect>> {
	const { data, error } = await client.rpc('preview_access_change', { p_change: change });
	return error ? { data: null, error } : { data: effectSchema.parse(data), error: null };
}

/** LN009 when it would do something else than what was seen. */
export async function makeChange(
	client: Client,
	change: Change,
	seen: string
): Promise<Answered<Effect>> {
	const { data, error } = await client.rpc('make_access_change', {
		p_change: change,
		p_seen: seen
	});
	return error ? { data: null, error } : { data: effectSchema.parse(data), error: null };
}

/** Its id, of a role nobody has yet. 23505 (roles_name_key) the name is taken. */
export const createRole = (
	client: Client,
	{ name, description, from }: { name: string; description: string; from: string }
) =>
	client.rpc('create_role', {
		p_name: name,
		p_description: description,
		p_copied_from: from || undefined
	});

/** LN021 when it is too late, another's, or something has followed. */
export const undoRoleChange = (client: Client, changeId: string) =>
	client.rpc('undo_role_change', { p_change_id: changeId });

/** Kept in the audit log. PT404 person, permission or patient; for a record 42501 without audit.read. */
export async function explainAccess(
	client: Client,
	{ user_id, permission, patient_id }: { user_id: string; permission: string; patient_id: string }
): Promise<Answered<Answer>> {
	const { data, error } = await client.rpc('explain_access', {
		p_user_id: user_id,
		p_permission: permission,
		p_patient_id: patient_id || undefined
	});
	return error ? { data: null, error } : { data: answerSchema.parse(data), error: null };
}
