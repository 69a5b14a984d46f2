import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database, Json } from '$lib/app/supabase/database.types';
import type { reconcileSchema } from './schema';

export const reconcile = (
	client: SupabaseClient<Database>,
	input: z.output<typeof reconcileSchema>
) =>
	client.rpc('reconcile', {
		p_admission_id: input.admission_id,
		p_occasion: input.occasion,
		p_lines: input.lines as unknown as Json
	});
