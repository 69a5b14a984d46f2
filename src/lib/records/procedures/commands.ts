import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import { optional } from '$lib/records/problems/entries';
import type { addProcedureSchema, editProcedureSchema } from './schema';

type Client = SupabaseClient<Database>;

export const addProcedure = (
	client: Client,
	patientId: string,
	input: z.output<typeof addProcedureSchema>
) =>
	client.rpc('add_procedure', {
		p_patient_id: patientId,
		p_performed_on: input.performed_on,
		p_encounter_id: optional(input.encounter_id),
		p_code_id: optional(input.code_id),
		p_text: optional(input.text),
		p_by_me: input.by_me,
		p_performed_by: optional(input.performed_by),
		p_side: optional(input.side),
		p_outcome: optional(input.outcome),
		p_comment: optional(input.comment)
	});

export const editProcedure = (client: Client, input: z.output<typeof editProcedureSchema>) =>
	client.rpc('edit_procedure', {
		p_procedure_id: input.procedure_id,
		p_version: input.version,
		p_performed_on: input.performed_on,
		p_performed_by: optional(input.performed_by),
		p_side: optional(input.side),
		p_outcome: optional(input.outcome),
		p_comment: optional(input.comment)
	});
