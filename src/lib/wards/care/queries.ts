import type { SupabaseClient } from '@supabase/supabase-js';
import { fullName } from '$lib/people/patients/names';
import { z } from 'zod';
import { stretch, writeCursor, type Cursor, type Start, type Stretch } from '$lib/app/lists/cursor';
import { everyRow } from '$lib/app/lists/every-row';
import { mapRows } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import { noteKinds, taskPriorities, type NoteKind } from './choices';
import type { Task } from './tasks';

type Client = SupabaseClient<Database>;

/** Somebody who lies on a ward, with what a nurse must know at a glance. */
export interface WardPatient {
	admission_id: string;
	patient_id: string;
	patient_name: string;
	patient_mrn: string;
	patient_sex: string;
	patient_birth_date: string;
	room_name: string | null;
	bed_label: string | null;
	reason: string | null;
	isolation: string | null;
	expected_discharge_on: string | null;
	attending_name: string | null;
	nurse_id: string | null;
	nurse_name: string | null;
	open_tasks: number;
	overdue_tasks: number;
	allergies: number;
	/** Whether somebody asked and there are none. */
	allergies_denied: boolean;
	news2_score: number | null;
	news2_risk: string | null;
	news2_at: string | null;
}

/** Who lies on a ward the caller works on, in the order of its rooms. */
export async function wardPatients(client: Client, wardId: string): Promise<WardPatient[]> {
	const { data } = await client.rpc('ward_patients', { p_ward_id: wardId }).throwOnError();
	return data;
}

export interface WardNurse {
	staff_id: string;
	full_name: string;
	patients: number;
}

/** Who can be given patients on a ward. */
export async function wardNurses(client: Client, wardId: string): Promise<WardNurse[]> {
	const { data } = await client.rpc('ward_nurses', { p_ward_id: wardId }).throwOnError();
	return data;
}

/** A ward one works on; null for any other, whatever else one may see of it. */
export async function ownWard(
	client: Client,
	wardId: string,
	staffId: string | null
): Promise<{ id: string; name: string } | null> {
	if (!staffId) return null;
	const { data } = await client
		.from('staff_wards')
		.select('ward:wards(id, name)')
		.eq('ward_id', wardId)
		.eq('staff_id', staffId)
		.maybeSingle()
		.throwOnError();
	return data?.ward ?? null;
}

/** The wards one works on. */
export async function ownWards(
	client: Client,
	staffId: string | null
): Promise<{ id: string; name: string }[]> {
	if (!staffId) return [];
	const { data } = await client
		.from('staff_wards')
		.select('ward:wards(id, name)')
		.eq('staff_id', staffId)
		.throwOnError();
	return data.map(({ ward }) => ward);
}

/** Who works on a ward, by id: whose name it is that writes. */
export async function wardColleagues(
	client: Client,
	wardId: string
): Promise<Record<string, string>> {
	const { data } = await client
		.from('staff_wards')
		.select('staff(id, full_name)')
		.eq('ward_id', wardId)
		.throwOnError();
	return Object.fromEntries(data.map(({ staff }) => [staff.id, staff.full_name]));
}

const taskColumns =
	`id, admission_id, patient_id, title, details, priority, due_at, every_hours, repeat_until,
	assigned_to, status, done_at, cancelled_at, cancel_reason, cancelled_by,
	assignee:staff!nursing_tasks_assigned_to_fkey(full_name), doer:staff!nursing_tasks_done_by_fkey(full_name)` as const;

const named = z
	.object({ full_name: z.string() })
	.nullable()
	.transform((staff) => staff?.full_name ?? null);
const taskSchema = z.object({
	id: z.string(),
	admission_id: z.string(),
	patient_id: z.string(),
	title: z.string(),
	details: z.string().nullable(),
	priority: z.enum(taskPriorities),
	due_at: z.string(),
	every_hours: z.number().nullable(),
	repeat_until: z.string().nullable(),
	assigned_to: z.string().nullable(),
	assignee: named,
	status: z.enum(['open', 'done', 'cancelled']),
	done_at: z.string().nullable(),
	doer: named,
	cancelled_at: z.string().nullable(),
	cancel_reason: z.string().nullable(),
	cancelled_by: z.string().nullable()
});

/** For so long (ms) what is done stays in sight, with the means to take it back. */
const doneInSight = 12 * 3_600_000;

/** What is to be done on a ward, and what was done lately. */
export async function wardTasks(client: Client, wardId: string, now: Date): Promise<Task[]> {
	const tasks = () => client.from('nursing_tasks').select(taskColumns).eq('ward_id', wardId);
	const [open, done] = await Promise.all([
		everyRow(tasks().eq('status', 'open'), ['due_at', 'id']),
		tasks()
			.eq('status', 'done')
			.gte('done_at', new Date(now.getTime() - doneInSight).toISOString())
			.order('done_at', { ascending: false })
			.limit(30)
			.throwOnError()
	]);
	return z.array(taskSchema).parse([...open, ...done.data]);
}

/** The tasks of a stay: all that are open, and the last that are not. */
export async function stayTasks(client: Client, admissionId: string): Promise<Task[]> {
	const tasks = () =>
		client.from('nursing_tasks').select(taskColumns).eq('admission_id', admissionId);
	const [open, over] = await Promise.all([
		everyRow(tasks().eq('status', 'open'), ['due_at', 'id']),
		tasks().neq('status', 'open').order('due_at', { ascending: false }).limit(40).throwOnError()
	]);
	return z.array(taskSchema).parse([...open, ...over.data]);
}

/** One version of a note. */
export interface NoteVersion {
	id: string;
	note_id: string;
	version: number;
	body: string;
	author_id: string | null;
	author: string | null;
	noted_at: string;
	created_at: string;
}

/** A note as it stands, with what it said before. */
export interface Note extends NoteVersion {
	kind: NoteKind;
	/** Older versions, newest first. */
	before: NoteVersion[];
}

const noteSchema = z.object({
	id: z.string(),
	note_id: z.string(),
	version: z.number(),
	is_current: z.boolean(),
	kind: z.enum(noteKinds),
	body: z.string(),
	author_id: z.string().nullable(),
	author: named,
	noted_at: z.string(),
	created_at: z.string()
});

/** So many notes are on a page. */
const notesOnPage = 30;

/** The notes of a stay, newest first. */
export async function stayNotes(
	client: Client,
	admissionId: string,
	start: Start | null
): Promise<Stretch<Note>> {
	const columns =
		'id, note_id, version, is_current, kind, body, author_id, noted_at, created_at, author:staff(full_name)';
	const notes = client.from('nursing_notes').select(columns).eq('admission_id', admissionId);
	const found = await stretch(notes.eq('is_current', true), 'noted_at', {
		start,
		size: notesOnPage
	});
	const page = mapRows(found, (row) => noteSchema.parse(row));

	const corrected = page.rows.filter(({ version }) => version > 1).map(({ note_id }) => note_id);
	const older =
		corrected.length > 0
			? await everyRow(
					client
						.from('nursing_notes')
						.select(columns)
						.in('note_id', corrected)
						.eq('is_current', false),
					['id']
				)
			: [];
	const before = z
		.array(noteSchema)
		.parse(older)
		.sort((one, other) => other.version - one.version);
	return mapRows(page, (note) => ({
		...note,
		before: before.filter(({ note_id }) => note_id === note.note_id)
	}));
}

/** Something that was found. `excerpt` has what was looked for between U+E000 and U+E001. */
export interface Finding {
	id: string;
	kind: string;
	admission_id: string | null;
	patient_name: string | null;
	written_at: string;
	author_name: string | null;
	excerpt: string;
}

/** So many findings are on a page. */
const findingsOnPage = 20;

/** Notes and handover texts about a ward's patients with the words of `query`, newest first. */
export async function searchCare(
	client: Client,
	query: string,
	wardId: string,
	start: Cursor | null
): Promise<Stretch<Finding>> {
	if (!query.trim()) return { rows: [], older: null, newer: null };
	const { data } = await client
		.rpc('search_care', {
			p_query: query,
			p_ward_id: wardId,
			p_limit: findingsOnPage + 1,
			p_before: start?.at,
			p_before_id: start?.id
		})
		.throwOnError();
	const rows = data.slice(0, findingsOnPage);
	const last = data.length > findingsOnPage ? rows.at(-1) : undefined;
	return {
		rows,
		older: last ? writeCursor({ at: last.written_at, id: last.id }) : null,
		newer: null
	};
}

/** Whose the admissions are, of those the caller may still know about. */
export async function patientsOf(
	client: Client,
	admissionIds: string[]
): Promise<Record<string, { name: string; deceased_at: string | null }>> {
	if (admissionIds.length === 0) return {};
	const { data } = await client
		.from('admissions')
		.select('id, patient:patients!admissions_patient_id_fkey(given_name, family_name, deceased_at)')
		.in('id', admissionIds)
		.throwOnError();
	return Object.fromEntries(
		data.map(({ id, patient }) => [
			id,
			{ name: fullName(patient), deceased_at: patient.deceased_at }
		])
	);
}
