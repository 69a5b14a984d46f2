import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** Gives the next number. LN015 (the number as the hint) when the patient waits there already. */
export const takeToken = (
	client: Client,
	token: {
		departmentId: string;
		patientId: string;
		note: string;
		priority: string;
		reason: string;
	}
) =>
	client.rpc('take_token', {
		p_department_id: token.departmentId,
		p_patient_id: token.patientId || undefined,
		p_note: token.note || undefined,
		p_priority: token.priority,
		p_priority_reason: token.reason || undefined
	});

/** Calls whoever is next; an empty list when nobody waits. Two desks never call the same person. */
export const callNext = (
	client: Client,
	call: { departmentId: string; doctorId: string; roomId: string }
) =>
	client.rpc('call_next', {
		p_department_id: call.departmentId,
		p_doctor_id: call.doctorId || undefined,
		p_room_id: call.roomId || undefined
	});

/** Calls somebody again, or out of turn. */
export const recallToken = (client: Client, tokenId: string, roomId: string) =>
	client.rpc('recall_token', { p_token_id: tokenId, p_room_id: roomId || undefined });

/** Passes somebody over: behind so many others, or aside until called again. */
export const skipToken = (client: Client, tokenId: string, behind: number | null) =>
	client.rpc('skip_token', { p_token_id: tokenId, p_behind: behind ?? undefined });

export const setTokenPriority = (
	client: Client,
	tokenId: string,
	priority: string,
	reason: string
) =>
	client.rpc('set_token_priority', {
		p_token_id: tokenId,
		p_priority: priority,
		p_reason: reason || undefined
	});

/** They have come in: with their visit, both or neither. */
export const serveToken = (client: Client, tokenId: string) =>
	client.rpc('serve_token', { p_token_id: tokenId });

/** They are done: with their visit, both or neither. */
export const finishToken = (client: Client, tokenId: string) =>
	client.rpc('finish_token', { p_token_id: tokenId });

export const leaveQueue = (client: Client, tokenId: string) =>
	client.rpc('leave_queue', { p_token_id: tokenId });

export const moveToken = (client: Client, tokenId: string, departmentId: string) =>
	client.rpc('move_token', { p_token_id: tokenId, p_department_id: departmentId });

/** Makes the link of a screen; its secret is told this once. */
export const createQueueDisplay = (client: Client, departmentId: string, name: string) =>
	client.rpc('create_queue_display', { p_department_id: departmentId, p_name: name }).single();

export const revokeQueueDisplay = (client: Client, displayId: string) =>
	client.rpc('revoke_queue_display', { p_display_id: displayId });

/** Takes a number a step back for a reason that is kept, with its visit: both or neither. */
export const stepBackToken = (client: Client, tokenId: string, reason: string) =>
	client.rpc('step_back_token', { p_token_id: tokenId, p_reason: reason });

/** Undoes one's own last step of a number, with its visit; LN021 when it is too late or something has followed. */
export const undoTokenStep = (client: Client, tokenId: string) =>
	client.rpc('undo_token_step', { p_token_id: tokenId });
