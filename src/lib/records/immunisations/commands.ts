import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import type { recordSchema, vaccineSchema } from './schema';

export const recordImmunisation = (
	client: SupabaseClient<Database>,
	patientId: string,
	input: z.output<typeof recordSchema>
) =>
	client.rpc('record_immunisation', {
		p_patient_id: patientId,
		p_vaccine_id: input.vaccine_id,
		p_given_on: input.given_on,
		p_dose: input.dose,
		p_reported: input.reported,
		p_lot: input.lot || undefined,
		p_site: input.site || undefined,
		p_route: input.route || undefined,
		p_comment: input.comment || undefined,
		p_encounter_id: input.encounter_id || undefined
	});

export const saveVaccine = (
	client: SupabaseClient<Database>,
	input: z.output<typeof vaccineSchema>
) =>
	client.rpc('save_vaccine', {
		p_id: input.id,
		// The API's types know no null: a new one has no version yet.
		p_version: (input.version === '' ? null : Number(input.version)) as number,
		p_name: input.name,
		p_name_es: input.name_es,
		p_active: input.active,
		p_doses: input.doses
	});
