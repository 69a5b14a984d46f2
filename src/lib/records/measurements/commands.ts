import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database, Json } from '$lib/app/supabase/database.types';
import { kinds } from './kinds';
import type { gestationSchema, recordSchema } from './schema';

type Client = SupabaseClient<Database>;

export const recordMeasurements = (
	client: Client,
	patientId: string,
	input: z.output<typeof recordSchema>,
	measuredAt: string
) =>
	client.rpc('record_measurements', {
		p_patient_id: patientId,
		p_values: Object.fromEntries(
			kinds.flatMap(({ kind }) => (input[kind] === null ? [] : [[kind, input[kind] as Json]]))
		),
		p_measured_at: measuredAt || undefined,
		p_note: input.note || undefined,
		p_encounter_id: input.encounter_id || undefined,
		p_confirmed: input.confirmed
	});

export const setGestation = (
	client: Client,
	patientId: string,
	{ weeks, days, version }: z.output<typeof gestationSchema>
) =>
	client.rpc('set_gestation', {
		p_patient_id: patientId,
		p_gestation_days: weeks * 7 + days,
		p_version: version === '' ? undefined : Number(version)
	});
