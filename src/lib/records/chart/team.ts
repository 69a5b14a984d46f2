import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import { parseDay } from '$lib/app/time/days';

type Client = SupabaseClient<Database>;

export const teamRoles = ['attending', 'consultant', 'nurse', 'therapist', 'other'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** Who was put into a patient's care team and is in it now; so many are on a screen. */
export async function careTeam(client: Client, patientId: string, at: string) {
	const { data } = await client
		.from('care_team_members')
		.select('id, role, since, until, staff:staff(id, full_name, position)')
		.eq('patient_id', patientId)
		.lte('since', at)
		.gt('until', at)
		.order('since')
		.order('id')
		.limit(100)
		.throwOnError();
	return data;
}

export type TeamMember = Awaited<ReturnType<typeof careTeam>>[number];

export const joinSchema = z.object({
	staff_id: z.uuid(),
	role: z.enum(teamRoles),
	/** The last day; empty: a year. */
	until: z.union([z.literal(''), z.string().refine((text) => parseDay(text) !== null)]).default('')
});
export const leaveSchema = z.object({ member_id: z.uuid() });
