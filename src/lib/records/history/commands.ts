import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import { optional } from '$lib/records/problems/entries';
import type { familySchema, socialSchema } from './schema';

type Client = SupabaseClient<Database>;

export const addFamilyHistory = (
	client: Client,
	patientId: string,
	input: z.output<typeof familySchema>
) =>
	client.rpc('add_family_history', {
		p_patient_id: patientId,
		p_relation: input.relation,
		p_code_id: optional(input.code_id),
		p_text: optional(input.text),
		p_onset_age: input.onset_age,
		p_deceased: input.deceased === '' ? undefined : input.deceased === 'yes',
		p_comment: optional(input.comment)
	});

export const stateSocialHistory = (
	client: Client,
	patientId: string,
	input: z.output<typeof socialSchema>
) =>
	client.rpc('state_social_history', {
		p_patient_id: patientId,
		p_topic: input.topic,
		p_value: optional(input.value),
		p_text: optional(input.words),
		p_pack_years: input.pack_years,
		p_units: input.units
	});
