import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

interface NewShift {
	staffId: string;
	/** Null: the whole hospital. */
	departmentId: string | null;
	/** Instants. */
	startsAt: string;
	endsAt: string;
	contact: string;
}

/** Puts somebody on call. 23P01 on_call_shifts_once when they are already, 22023 with the parameter as the hint. */
export const addOnCall = (client: Client, shift: NewShift) =>
	client.rpc('add_on_call', {
		p_staff_id: shift.staffId,
		// The generated types know no parameter that may be null.
		p_department_id: shift.departmentId as string,
		p_starts_at: shift.startsAt,
		p_ends_at: shift.endsAt,
		p_contact: shift.contact
	});

/** Takes a shift back, or ends the one that runs. PT404 when it is over. */
export const endOnCall = (client: Client, shiftId: string) =>
	client.rpc('end_on_call', { p_shift_id: shiftId });
