import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import { optional } from './entries';
import type {
	addDiagnosisSchema,
	addProblemSchema,
	editProblemSchema,
	listSchema,
	rankSchema
} from './schema';

type Client = SupabaseClient<Database>;

export const addProblem = (
	client: Client,
	patientId: string,
	input: z.output<typeof addProblemSchema>
) =>
	client.rpc('add_problem', {
		p_patient_id: patientId,
		p_code_id: optional(input.code_id),
		p_text: optional(input.text),
		p_status: input.status,
		p_certainty: input.certainty,
		p_side: optional(input.side),
		p_onset: optional(input.onset),
		p_ended_on: optional(input.ended_on),
		p_comment: optional(input.comment)
	});

export const editProblem = (client: Client, input: z.output<typeof editProblemSchema>) =>
	client.rpc('edit_problem', {
		p_problem_id: input.problem_id,
		p_version: input.version,
		p_status: input.status,
		p_certainty: input.certainty,
		p_side: optional(input.side),
		p_onset: optional(input.onset),
		p_ended_on: optional(input.ended_on),
		p_comment: optional(input.comment)
	});

export const addDiagnosis = (
	client: Client,
	patientId: string,
	input: z.output<typeof addDiagnosisSchema>
) =>
	client.rpc('add_diagnosis', {
		p_patient_id: patientId,
		p_encounter_id: optional(input.encounter_id),
		p_code_id: optional(input.code_id),
		p_text: optional(input.text),
		p_rank: input.rank,
		p_certainty: input.certainty,
		p_side: optional(input.side),
		p_comment: optional(input.comment)
	});

export const rankDiagnosis = (client: Client, input: z.output<typeof rankSchema>) =>
	client.rpc('rank_diagnosis', {
		p_diagnosis_id: input.diagnosis_id,
		p_version: input.version,
		p_rank: input.rank
	});

export const listDiagnosis = (client: Client, input: z.output<typeof listSchema>) =>
	client.rpc('list_diagnosis', { p_diagnosis_id: input.diagnosis_id });
