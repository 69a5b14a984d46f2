import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import type { recordSchema } from './schema';

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
