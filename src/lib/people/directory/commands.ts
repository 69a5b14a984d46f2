import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database, Json } from '$lib/app/supabase/database.types';
import { invoke } from '$lib/app/supabase/invoke';
import {
	invitationStateSchema,
	type InvitationState,
	type NewInvitation,
	type Person
} from './invitation';
import type {
	DepartmentInput,
	RoomInput,
	SettingsInput,
	SpecialtyInput,
	VisitTypeInput
} from './schema';

type Client = SupabaseClient<Database>;

interface Written {
	error: (Refusal & { details?: string | null }) | null;
}

/** No row was as it had been read: somebody else has changed it, as LN009 of the commands says. */
function versioned(answer: { data: unknown[] | null } & Written): Written {
	if (answer.error || answer.data?.length) return { error: answer.error };
	return { error: { code: 'LN009', message: 'somebody else has changed it since it was read' } };
}

/** Each of these makes a row, or changes it as it was read. 23505 the code is taken, LN009 changed meanwhile. */
export async function saveDepartment(
	client: Client,
	{ id, updated_at, ...row }: DepartmentInput
): Promise<Written> {
	const table = client.from('departments');
	if (!id) return table.insert(row);
	return versioned(await table.update(row).match({ id, updated_at }).select('id'));
}

export async function saveSpecialty(
	client: Client,
	{ id, updated_at, ...row }: SpecialtyInput
): Promise<Written> {
	const table = client.from('specialties');
	if (!id) return table.insert(row);
	return versioned(await table.update(row).match({ id, updated_at }).select('id'));
}

export async function saveRoom(
	client: Client,
	{ id, updated_at, ...row }: RoomInput
): Promise<Written> {
	const table = client.from('rooms');
	if (!id) return table.insert(row);
	return versioned(await table.update(row).match({ id, updated_at }).select('id'));
}

export async function saveVisitType(
	client: Client,
	{ id, updated_at, ...row }: VisitTypeInput
): Promise<Written> {
	const table = client.from('visit_types');
	if (!id) return table.insert(row);
	return versioned(await table.update(row).match({ id, updated_at }).select('id'));
}

export async function saveSettings(
	client: Client,
	{ updated_at, ...row }: SettingsInput
): Promise<Written> {
	const table = client.from('hospital_settings');
	return versioned(await table.update(row).match({ id: true, updated_at }).select('id'));
}

/** Changes a colleague as a whole, but for their roles. LN009 changed meanwhile, LN018 open work, LN007 the last admin. */
export const saveStaff = (client: Client, staffId: string, person: Person, seenAt: string) =>
	client.rpc('save_staff', {
		p_staff_id: staffId,
		// What is left out stays as it is: roles are given and taken by themselves.
		p_person: { ...person, role_ids: undefined },
		p_expected_updated_at: seenAt
	});

/** Asks the edge function, which mails; see `supabase/functions/invite`. */
async function askInvite(
	client: Client,
	body: NewInvitation | { resend: string }
): Promise<{ data: InvitationState | null; error: Refusal | null }> {
	const { data, error } = await invoke(client, 'invite', body);
	return { data: error ? null : invitationStateSchema.parse(data), error };
}

/** 23505 (staff_user_id_key) works here already, LN003 has worked here, 22023 a field. */
export const inviteStaff = (client: Client, invitation: NewInvitation) =>
	askInvite(client, invitation);

/** PT404 when the invitation is no longer open. */
export const resendInvitation = (client: Client, id: string) => askInvite(client, { resend: id });

/** PT404 when it is no longer open, LN018 when visits are booked with the person already. */
export const withdrawInvitation = (client: Client, id: string) =>
	client.rpc('withdraw_invitation', { p_invitation_id: id });

/** What becomes of the open work of somebody who leaves. */
export type Moves = {
	visits:
		| 'reception'
		| {
				appointment_id: string;
				updated_at: string;
				doctor_id: string | null;
				starts_at: string | null;
		  }[];
	admissions: { admission_id: string; attending_id: string | null }[];
	care_team: { staff_id: string | null };
	notes: { staff_id: string | null };
	messages: { staff_id: string | null };
	wards: { staff_id: string | null };
};

/** All or nothing. LN018 something is given to nobody, LN016 a visit changed, LN001 or 23P01 a time is gone. */
export const deactivateStaff = (client: Client, staffId: string, moves: Moves, seenAt: string) =>
	client.rpc('deactivate_staff', {
		p_staff_id: staffId,
		p_moves: moves satisfies Json,
		p_expected_updated_at: seenAt
	});

export const reactivateStaff = (client: Client, staffId: string) =>
	client.rpc('reactivate_staff', { p_staff_id: staffId });
