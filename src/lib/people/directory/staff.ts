import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { pageFrom } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

const staffPageSize = 25;

export interface StaffQuery {
	q: string;
	position: string;
	department: string;
	state: string;
	page: number;
}

/** A page of the staff list, by name. */
export const searchStaff = (client: Client, { q, position, department, state, page }: StaffQuery) =>
	pageFrom(
		async (number) => {
			const { data } = await client
				.rpc('search_staff', {
					p_query: q || undefined,
					p_position: position || undefined,
					p_department_id: department || undefined,
					p_state: state || undefined,
					p_limit: staffPageSize,
					p_offset: (number - 1) * staffPageSize
				})
				.throwOnError();
			// How many there are stands in each row: a page without rows does not know.
			return data[0] || number === 1 ? { rows: data, total: data[0]?.total ?? 0 } : null;
		},
		{ page, size: staffPageSize }
	);
export type StaffRow = Awaited<ReturnType<typeof searchStaff>>['rows'][number];

/** Whose an account is, as one chooses among colleagues; null for nobody's who works here. */
export async function colleagueOf(client: Client, userId: string) {
	const { data } = await client
		.from('staff')
		.select('full_name')
		.eq('user_id', userId)
		.maybeSingle()
		.throwOnError();
	return data && { id: userId, label: data.full_name };
}

/** A colleague with everything the form about them holds; null when there is none. */
export async function staffMember(client: Client, id: string) {
	const { data } = await client
		.from('staff')
		.select(
			`id, full_name, position, department_id, active, updated_at, user_id, created_at,
			profile:profiles(email),
			doctor:doctors(name, specialty_id, accepts_patients), photo:staff_photos(name),
			invitations:staff_invitations(id, email, invited_at, sent_at, sent_count, accepted_at, withdrawn_at,
				inviter:profiles!staff_invitations_invited_by_fkey(full_name, email))`
		)
		.eq('id', id)
		.order('invited_at', { referencedTable: 'staff_invitations', ascending: false })
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	const [wards, account] = await Promise.all([
		client.from('staff_wards').select('ward_id').eq('staff_id', id).throwOnError(),
		client.rpc('staff_account', { p_staff_id: id }).throwOnError()
	]);
	return {
		...data,
		invitation: data.invitations[0] ?? null,
		photo: data.photo?.name ?? null,
		ward_ids: wards.data.map(({ ward_id }) => ward_id),
		// The generator does not know that these may be missing.
		account: (account.data[0] ?? null) as null | {
			last_sign_in_at: string | null;
			shut_out_until: string | null;
		}
	};
}
export type StaffMember = NonNullable<Awaited<ReturnType<typeof staffMember>>>;

/** What a colleague's form offers to choose from. What is no longer used is offered to whom has it only. */
export async function staffChoices(client: Client) {
	const [departments, wards, roles, specialties] = await Promise.all([
		client.from('departments').select('id, name, active').order('name').throwOnError(),
		client.from('wards').select('id, name, active').order('name').throwOnError(),
		client
			.from('roles')
			.select('id, name, kind')
			.neq('kind', 'patient')
			.order('created_at')
			.order('id')
			.throwOnError(),
		client.from('specialties').select('id, name, active').order('name').throwOnError()
	]);
	return {
		departments: departments.data,
		wards: wards.data,
		roles: roles.data,
		specialties: specialties.data
	};
}
export type StaffChoices = Awaited<ReturnType<typeof staffChoices>>;

/** Invitations nobody has answered yet, the latest first, with when and by whom. */
export async function openInvitations(client: Client) {
	const { data } = await client
		.from('staff_invitations')
		.select(
			`id, email, invited_at, sent_at, sent_count,
			inviter:profiles!staff_invitations_invited_by_fkey(full_name, email),
			staff(id, full_name, position)`
		)
		.is('accepted_at', null)
		.is('withdrawn_at', null)
		.order('invited_at', { ascending: false })
		.limit(200)
		.throwOnError();
	return data;
}

const openWorkSchema = z.object({
	/** Patients who are with the doctor, or have checked in. */
	now: z.number(),
	visits: z.array(
		z.object({
			id: z.string(),
			starts_at: z.string(),
			updated_at: z.string(),
			patient_name: z.string(),
			visit_type: z.string(),
			offers: z.array(
				z.object({ doctor_id: z.string(), doctor_name: z.string(), starts_at: z.string() })
			)
		})
	),
	admissions: z.array(
		z.object({
			id: z.string(),
			ward: z.string(),
			admitted_at: z.string(),
			/** null: admitted privately, and not for the caller to know. */
			patient_name: z.string().nullable()
		})
	),
	care_team: z.number(),
	notes: z.number(),
	messages: z.number(),
	wards: z.array(z.object({ id: z.string(), name: z.string() }))
});
export type OpenWork = z.output<typeof openWorkSchema>;

/** What would be left undone if this colleague left now, and where visits could go. */
export async function openWork(client: Client, staffId: string): Promise<OpenWork> {
	const { data } = await client.rpc('open_work_of', { p_staff_id: staffId }).throwOnError();
	return openWorkSchema.parse(data);
}

/** Colleagues who could take over from somebody: all who work here, and of them the doctors. */
export async function successors(client: Client, leavingId: string) {
	const found = await everyRow(
		client
			.from('staff')
			.select('id, full_name, position, doctor:doctors(name, active)')
			.eq('active', true)
			.neq('id', leavingId)
			.in('position', ['doctor', 'nurse', 'ward_manager', 'bed_manager']),
		['full_name', 'id']
	);
	return {
		colleagues: found.map(({ id, full_name, position }) => ({ id, full_name, position })),
		doctors: found.flatMap(({ id, doctor }) => (doctor?.active ? [{ id, name: doctor.name }] : []))
	};
}
