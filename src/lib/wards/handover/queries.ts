import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import type { Shift } from '$lib/wards/care/choices';

type Client = SupabaseClient<Database>;

/** A sheet, without what it says. */
export interface Sheet {
	id: string;
	ward_id: string;
	day: string;
	shift: Shift;
	starts_at: string;
	ends_at: string;
}

const sheetSchema = z.object({
	id: z.string(),
	ward_id: z.string(),
	day: z.string(),
	shift: z.enum(['day', 'evening', 'night']),
	starts_at: z.string(),
	ends_at: z.string()
});

/** The last sheets of a ward, newest first. */
export async function handoverSheets(client: Client, wardId: string): Promise<Sheet[]> {
	const { data } = await client
		.from('handover_sheets')
		.select('id, ward_id, day, shift, starts_at, ends_at')
		.eq('ward_id', wardId)
		.order('starts_at', { ascending: false })
		.limit(12)
		.throwOnError();
	return z.array(sheetSchema).parse(data);
}
