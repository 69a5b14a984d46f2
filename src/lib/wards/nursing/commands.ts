import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { ObservationInput } from './schema';

type Client = SupabaseClient<Database>;

/**
 * Records a set of observations; `at` is the instant, empty for now. 22023 for what cannot be (hint: the
 * parameter), LN024 for what is unusual and was not confirmed (hint: the measurements), LN006 after the discharge.
 */
export const recordObservation = (
	client: Client,
	admissionId: string,
	input: ObservationInput,
	at: string
) =>
	client.rpc('record_observation', {
		p_admission_id: admissionId,
		p_observed_at: at || undefined,
		p_respiratory_rate: input.respiratory_rate ?? undefined,
		p_spo2: input.spo2 ?? undefined,
		p_on_oxygen: input.on_oxygen ? input.on_oxygen === 'yes' : undefined,
		p_oxygen_device: (input.on_oxygen === 'yes' && input.oxygen_device) || undefined,
		p_oxygen_flow: (input.on_oxygen === 'yes' && input.oxygen_flow) || undefined,
		p_systolic: input.systolic ?? undefined,
		p_diastolic: input.diastolic ?? undefined,
		p_pulse: input.pulse ?? undefined,
		p_consciousness: input.consciousness || undefined,
		p_temperature: input.temperature ?? undefined,
		p_pain: input.pain ?? undefined,
		p_glucose: input.glucose ?? undefined,
		p_weight: input.weight ?? undefined,
		p_note: input.note || undefined,
		p_confirmed: input.confirmed
	});

/** Strikes a set out that was entered wrongly. LN009 when somebody else has done so. */
export const voidObservation = (client: Client, observationId: string, reason: string) =>
	client.rpc('void_observation', { p_observation_id: observationId, p_reason: reason });

/** For doctors: which SpO₂ scale counts from now on. */
export const setSpo2Scale = (client: Client, admissionId: string, scale: number) =>
	client.rpc('set_spo2_scale', { p_admission_id: admissionId, p_scale: scale });

/** While somebody is pregnant NEWS2 is not scored. */
export const setPregnancy = (client: Client, admissionId: string, pregnant: boolean) =>
	client.rpc('set_pregnancy', { p_admission_id: admissionId, p_pregnant: pregnant });

/** Answers an alert; who is no doctor says in an emergency which one was told (22023 `p_note`). LN009 when it is over. */
export const acknowledgeAlert = (client: Client, alertId: string, note: string) =>
	client.rpc('acknowledge_alert', { p_alert_id: alertId, p_note: note || undefined });
