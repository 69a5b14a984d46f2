import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { NoteKind, TaskPriority } from './choices';

type Client = SupabaseClient<Database>;

/** Gives patients to a nurse for the shift, all or none. PT404 (hint p_staff_id) when the nurse is not of the ward. */
export const assignNurses = (client: Client, admissionIds: string[], staffId: string) =>
	client.rpc('assign_nurses', { p_admission_ids: admissionIds, p_staff_id: staffId });

/** From now on all of the ward are responsible for these patients; all or none. */
export const releasePatients = (client: Client, admissionIds: string[]) =>
	client.rpc('release_patients', { p_admission_ids: admissionIds });

export interface NewTask {
	admissionId: string;
	title: string;
	/** An instant. */
	dueAt: string;
	priority: TaskPriority;
	details: string;
	everyHours: number | null;
	repeatUntil: string | null;
	assignedTo: string;
}

export const createTask = (client: Client, task: NewTask) =>
	client.rpc('create_task', {
		p_admission_id: task.admissionId,
		p_title: task.title,
		p_due_at: task.dueAt,
		p_priority: task.priority,
		p_details: task.details || undefined,
		p_every_hours: task.everyHours ?? undefined,
		p_repeat_until: task.repeatUntil ?? undefined,
		p_assigned_to: task.assignedTo || undefined
	});

/** LN003 when somebody else was quicker. */
export const completeTask = (client: Client, taskId: string) =>
	client.rpc('complete_task', { p_task_id: taskId });

/** LN021 when it is too late, or the next one of its row has been dealt with. */
export const reopenTask = (client: Client, taskId: string) =>
	client.rpc('reopen_task', { p_task_id: taskId });

export const cancelTask = (client: Client, taskId: string, reason: string) =>
	client.rpc('cancel_task', { p_task_id: taskId, p_reason: reason });

export const writeNote = (client: Client, admissionId: string, kind: NoteKind, body: string) =>
	client.rpc('write_note', { p_admission_id: admissionId, p_kind: kind, p_body: body });

/** LN009 when it was corrected meanwhile, LN021 after 24 hours. */
export const correctNote = (client: Client, noteId: string, version: number, body: string) =>
	client.rpc('correct_note', { p_note_id: noteId, p_version: version, p_body: body });

/** Undoes that one did a task, or gave it up; LN021 when it is too late or something has followed. */
export const undoTaskStep = (client: Client, taskId: string) =>
	client.rpc('undo_task_step', { p_task_id: taskId });
